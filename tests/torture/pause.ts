// For chance, not for waiting: a pause whose end means nothing.

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
