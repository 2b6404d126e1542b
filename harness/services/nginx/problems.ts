/** What nginx calls an emergency, in its order: why it does not start, or does not reload. */
export function problemsIn(output: string): string[] {
  return Array.from(output.matchAll(/\[emerg\](?: \d+#\d+:)? (.+)/g), ([, problem = '']) => problem.trim())
}
