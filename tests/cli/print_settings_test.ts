import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { settingsText, settingText } from "../../cli/print_settings.ts";

Deno.test("settingsText() is what chore.toml could have", () => {
  const settings = {
    keep: "1h",
    "defaults.success": [0, 75],
    "log.files": 4,
    "hooks.pre": 'a "b"\n',
  };
  equal(
    settingsText(settings),
    'keep = "1h"\ndefaults.success = [0, 75]\nlog.files = 4\nhooks.pre = "a \\"b\\"\\n"\n',
  );
});

Deno.test("settingText() shows no control character, and a dash for nothing", () => {
  deepEqual([null, "\x1b\u202e\x7f", 0, []].map(settingText), [
    ...["-", '"\\u001b\\u202e\\u007f"', "0", "[]"],
  ]);
});
