/** The two names of a flag: `ifAbsent` in code, `--if-absent` on the command line. */

export { flagOf, longOption } from "../job/option_words.ts";
