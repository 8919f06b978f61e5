/** A folder for one test, gone when the test ends. */

export interface TemporaryFolder extends Disposable {
  readonly path: string;
}

/** Use it with `using`. Where none is named it lies where the system has such folders. */
export function temporaryFolder(place: { readonly dir?: string } = {}): TemporaryFolder {
  const path = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "chore_", ...place }));
  return {
    path,
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}
