/** Shapes of numbers that come from others: none is more than a date, a file and the store can hold. */

import * as v from "valibot";
import { LIMITS } from "../limits.ts";

/** The store gives back no integer beyond it. */
const most = v.maxValue<number, number>(Number.MAX_SAFE_INTEGER);

/** How many, or which one; bytes, milliseconds. */
export const CountShape = v.pipe(v.number(), v.integer(), v.minValue(0), most);

/** It may be less than 0. */
export const IntegerShape = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(Number.MIN_SAFE_INTEGER),
  most,
);

/** The id of a process: none of a job is that of init. */
export const PidShape = v.pipe(v.number(), v.integer(), v.minValue(2), most);

/** Milliseconds since 1970, UTC; the store takes no parts of one. */
export const TimeShape = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(0),
  v.maxValue(LIMITS.dateMs),
);

/** An average, a part of something. */
export const ShareShape = v.pipe(v.number(), v.minValue(0), most);

/** What adds up over a whole life, such as bytes times milliseconds. */
export const SumShape = v.pipe(v.number(), v.finite(), v.minValue(0));
