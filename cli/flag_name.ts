/** The two names of a flag: `ifAbsent` in code, `--if-absent` on the command line. */

export function longOption(flag: string): string {
  return `--${flag.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

export function flagOf(longOption: string): string {
  return longOption.slice(2).replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
