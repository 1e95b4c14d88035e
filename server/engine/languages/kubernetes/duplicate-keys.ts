/** Whether the text of a document goes on with a second object, as `---` between them is missing: nothing is known of the two then. */
export function runsTogether(text: string): boolean {
  return /^kind:[\s\S]*^kind:/m.test(text) && /^apiVersion:[\s\S]*^apiVersion:/m.test(text);
}
