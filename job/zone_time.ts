/** What the clocks of a time zone show, and when they show it: the changes of summer time are here alone. */

const dayMs = 24 * 3600 * 1000;

/** The milliseconds that the zone's clocks are ahead of UTC at an instant. */
export type Offset = (instantMs: number) => number;

/**
 * When the clocks show a time: once; twice, where they are set back; or never, where they are set
 * forward over it at `change`. A time that clocks show is written as if it were one of UTC.
 */
export type Instants =
  | { readonly kind: "once"; readonly at: number }
  | { readonly kind: "twice"; readonly first: number; readonly second: number }
  | { readonly kind: "skipped"; readonly change: number };

/** Zones that are kept ready: they are not cheap to make, and a session has few. */
const keptZones = 256;
const offsets = new Map<string, Offset>();

/** The offset of a zone by its IANA name, or that of the machine; undefined where there is no such zone. */
export function findOffset(zone: string | undefined): Offset | undefined {
  if (zone === undefined) return localOffset;
  const known = offsets.get(zone);
  if (known !== undefined) return known;
  try {
    const offset = namedOffset(zone);
    if (offsets.size >= keptZones) offsets.clear();
    offsets.set(zone, offset);
    return offset;
  } catch {
    // a RangeError: Intl knows no such zone
    return undefined;
  }
}

function localOffset(instantMs: number): number {
  return -60_000 * new Date(instantMs).getTimezoneOffset();
}

function namedOffset(zone: string): Offset {
  const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  return (instantMs) => {
    const match = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(format.format(instantMs));
    if (match === null) return 0;
    const [, sign, hours, minutes, seconds = "0"] = match;
    const size = 1000 * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
    return sign === "-" ? -size : size;
  };
}

export function findInstants(wallMs: number, offset: Offset): Instants {
  const before = offset(wallMs - dayMs);
  const after = offset(wallMs + dayMs);
  if (before === after) return { kind: "once", at: wallMs - before };
  const early = wallMs - Math.max(before, after);
  const late = wallMs - Math.min(before, after);
  const isEarly = early + offset(early) === wallMs;
  const isLate = late + offset(late) === wallMs;
  if (isEarly && isLate) return { kind: "twice", first: early, second: late };
  if (isEarly || isLate) return { kind: "once", at: isEarly ? early : late };
  return { kind: "skipped", change: findChange({ from: early, to: late }, offset) };
}

/** A stretch that clocks show twice: from `start` to `end` before the change, and again from it on. */
export interface Repeat {
  readonly change: number;
  readonly start: number;
  readonly end: number;
}

/** The stretch in which an instant lies, the first time or the second. */
export function findRepeat(instantMs: number, offset: Offset): Repeat | undefined {
  const from = instantMs - dayMs;
  const to = instantMs + dayMs;
  const [before, after] = [offset(from), offset(to)];
  if (before <= after) return undefined;
  const change = findChange({ from, to }, offset);
  if (Math.abs(instantMs - change) > before - after || instantMs === change + before - after) {
    return undefined;
  }
  return { change, start: change + after, end: change + before };
}

/** The first instant of the new offset; such changes happen at full seconds. */
function findChange(span: { from: number; to: number }, offset: Offset): number {
  let from = Math.floor(span.from / 1000);
  let to = Math.ceil(span.to / 1000);
  const old = offset(from * 1000);
  while (to - from > 1) {
    const middle = Math.floor((from + to) / 2);
    if (offset(middle * 1000) === old) from = middle;
    else to = middle;
  }
  return to * 1000;
}
