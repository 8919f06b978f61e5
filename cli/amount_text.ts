/** Amounts in words, and the numbers at which an axis ends. */

const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
const kib = 1024;

/** `512 B`, `1.5 MiB`, `120 MiB`. */
export function bytesText(bytes: number): string {
  const power = powerOf(bytes);
  const amount = bytes / kib ** power;
  const digits = power === 0 || amount >= 100 || Number.isInteger(amount) ? 0 : 1;
  return `${amount.toFixed(digits)} ${units[power]}`;
}

/** `0.5 %`, `98.1 %`, `350 %`. */
export function percentText(percent: number): string {
  return `${percent.toFixed(percent >= 100 || Number.isInteger(percent) ? 0 : 1)} %`;
}

/** `0.25 s`, `12.3 s`, `1234 s`. */
export function secondsText(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : ms < 1_000_000 ? 1 : 0)} s`;
}

/** A round number that is at least `most`, and `least` where there is little to show. */
export function roundTop(most: number, { least }: { readonly least: number }): number {
  const wanted = Math.max(most, least);
  const power = 10 ** Math.floor(Math.log10(wanted));
  return power * (steps.find((step) => step * power >= wanted) ?? 10);
}

/** The same in the unit in which bytes are told. */
export function roundTopBytes(most: number): number {
  const unit = kib ** powerOf(most);
  return unit * roundTop(most / unit, { least: 1 });
}

const steps = [1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10];

function powerOf(bytes: number): number {
  let power = 0;
  // 1000 KiB are as good as a MiB, and a digit shorter
  while (power < units.length - 1 && bytes >= 1000 * kib ** power) power++;
  return power;
}
