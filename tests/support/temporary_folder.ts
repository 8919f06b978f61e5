/** A folder for one test, gone when the test ends. */

export interface TemporaryFolder extends Disposable {
  readonly path: string;
}

/** Use it with `using`. */
export function temporaryFolder(): TemporaryFolder {
  const path = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "chore_" }));
  return {
    path,
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}
