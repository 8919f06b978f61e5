/** A bounded series of what a job used: when it is full, neighbours become one, and peaks and averages stay exact. */

/** What one look at a job's processes gave, and the time since the look before. */
export interface Measure {
  /** when it was measured, milliseconds since 1970 */
  readonly at: number;
  /** the time that it stands for, which ends at `at`; milliseconds */
  readonly ms: number;
  /** of one processor, in that time */
  readonly cpuPercent: number;
  /** processor time of the job until then, milliseconds */
  readonly cpuMs: number;
  /** resident set size, bytes */
  readonly rssBytes: number;
  /** virtual size, bytes */
  readonly virtualBytes: number;
  /** processes in the group */
  readonly processes: number;
  /** threads of them all */
  readonly threads: number;
  /** the letter of ps(1) that says most: R where one of them runs */
  readonly state: string;
}

/** One or more measures that follow each other: processor and memory are averages, with their peaks beside; sizes and counts are the largest. */
export interface Sample extends Measure {
  /** the largest of those that it stands for */
  readonly cpuPercentPeak: number;
  /** the largest of those that it stands for */
  readonly rssBytesPeak: number;
  /** of how many measures it is made */
  readonly measures: number;
}

/** The largest that was ever measured. */
export interface Peaks {
  /** of one processor, between two looks */
  readonly cpuPercent: number;
  /** resident set size, bytes */
  readonly rssBytes: number;
  /** virtual size, bytes */
  readonly virtualBytes: number;
  /** processes in the group */
  readonly processes: number;
  /** threads of them all */
  readonly threads: number;
}

/** Each measure times the milliseconds that it stands for. */
export interface Sums {
  readonly ms: number;
  readonly cpuPercent: number;
  readonly rssBytes: number;
  readonly processes: number;
}

export interface Series {
  /** oldest first */
  readonly samples: readonly Sample[];
  /** of how many measures a sample is made; doubled whenever the series was full */
  readonly measuresPerSample: number;
  readonly peaks: Peaks;
  readonly sums: Sums;
}

/** Over the whole time that was measured. */
export interface Averages {
  /** of one processor */
  readonly cpuPercent: number;
  /** resident set size, bytes */
  readonly rssBytes: number;
  /** processes in the group */
  readonly processes: number;
}

export const EMPTY_SERIES: Series = {
  samples: [],
  measuresPerSample: 1,
  peaks: { cpuPercent: 0, rssBytes: 0, virtualBytes: 0, processes: 0, threads: 0 },
  sums: { ms: 0, cpuPercent: 0, rssBytes: 0, processes: 0 },
};

/** The series with one measure more, in at most `most` samples, which is even. */
export function addMeasure(
  series: Series,
  measure: Measure,
  { most }: { readonly most: number },
): Series {
  const sample: Sample = {
    ...measure,
    cpuPercentPeak: measure.cpuPercent,
    rssBytesPeak: measure.rssBytes,
    measures: 1,
  };
  return {
    ...addSample(series, sample, { most }),
    peaks: raisePeaks(series.peaks, measure),
    sums: addSums(series.sums, measure),
  };
}

export function averagesOf({ sums }: Series): Averages {
  const over = Math.max(1, sums.ms);
  return {
    cpuPercent: roundTo(sums.cpuPercent / over, 100),
    rssBytes: Math.round(sums.rssBytes / over),
    processes: roundTo(sums.processes / over, 100),
  };
}

/** The samples in at most `most`, by making neighbours one. */
export function thinTo(samples: readonly Sample[], most: number): readonly Sample[] {
  if (most < 1) return [];
  return samples.length <= most ? samples : thinTo(joinPairs(samples), most);
}

function addSample(
  { samples, measuresPerSample }: Series,
  sample: Sample,
  { most }: { readonly most: number },
): Pick<Series, "samples" | "measuresPerSample"> {
  const last = samples.at(-1);
  if (last !== undefined && last.measures < measuresPerSample) {
    return { samples: [...samples.slice(0, -1), join(last, sample)], measuresPerSample };
  }
  if (samples.length < most) return { samples: [...samples, sample], measuresPerSample };
  return { samples: [...joinPairs(samples), sample], measuresPerSample: 2 * measuresPerSample };
}

/** Two by two; an odd one stays alone at the end. */
function joinPairs(samples: readonly Sample[]): Sample[] {
  const joined: Sample[] = [];
  for (let i = 0; i < samples.length; i += 2) {
    const pair = samples.slice(i, i + 2);
    joined.push(pair.reduce(join));
  }
  return joined;
}

function join(a: Sample, b: Sample): Sample {
  const ms = a.ms + b.ms;
  const mean = (of: (sample: Sample) => number) => (of(a) * a.ms + of(b) * b.ms) / Math.max(1, ms);
  return {
    at: b.at,
    ms,
    cpuPercent: roundTo(mean(({ cpuPercent }) => cpuPercent), 100),
    cpuPercentPeak: Math.max(a.cpuPercentPeak, b.cpuPercentPeak),
    cpuMs: b.cpuMs,
    rssBytes: Math.round(mean(({ rssBytes }) => rssBytes)),
    rssBytesPeak: Math.max(a.rssBytesPeak, b.rssBytesPeak),
    virtualBytes: Math.max(a.virtualBytes, b.virtualBytes),
    processes: Math.max(a.processes, b.processes),
    threads: Math.max(a.threads, b.threads),
    state: b.state,
    measures: a.measures + b.measures,
  };
}

function raisePeaks(peaks: Peaks, measure: Measure): Peaks {
  return {
    cpuPercent: Math.max(peaks.cpuPercent, measure.cpuPercent),
    rssBytes: Math.max(peaks.rssBytes, measure.rssBytes),
    virtualBytes: Math.max(peaks.virtualBytes, measure.virtualBytes),
    processes: Math.max(peaks.processes, measure.processes),
    threads: Math.max(peaks.threads, measure.threads),
  };
}

function addSums(sums: Sums, { ms, cpuPercent, rssBytes, processes }: Measure): Sums {
  return {
    ms: sums.ms + ms,
    cpuPercent: sums.cpuPercent + cpuPercent * ms,
    rssBytes: sums.rssBytes + rssBytes * ms,
    processes: sums.processes + processes * ms,
  };
}

function roundTo(number: number, parts: number): number {
  return Math.round(number * parts) / parts;
}
