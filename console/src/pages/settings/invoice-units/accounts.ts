/** Account IDs as people paste them: one a line, or with commas, semicolons or spaces between. */
export function accountsOf(text: string): string[] {
  return text.split(/[\s,;]+/).filter(Boolean);
}
