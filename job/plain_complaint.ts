/** What a check of shapes complains of, in our words where it had its own. */

/** `Invalid value: Expected <=9 but received 10` says what was expected, and nobody else's word for it. */
export function plainComplaint(text: string): string {
  const whole = text.replace(
    /Invalid integer: Received /,
    "Invalid type: Expected integer but received ",
  );
  return whole.replace(/Invalid \w+: Expected (.+) but received (.+)$/s, (_, wanted, found) => {
    const expected = `expected ${plainly(wanted)}`;
    return found === "undefined" ? `it is missing: ${expected}` : `${expected}, found ${found}`;
  });
}

function plainly(wanted: string): string {
  return wanted.replace(/^>=/, "at least ").replace(/^<=/, "at most ")
    .replace(/^\((.*)\)$/s, "$1").replaceAll(" | ", " or ")
    .replace(/^[A-Z]\w+$/, (type) => type.toLowerCase());
}
