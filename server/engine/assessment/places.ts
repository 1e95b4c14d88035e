/** Folders and names of files that are there for tests, examples and machines of developers, and say nothing of production. */
const elsewhere =
  /(?:^|\/)(?:\.devcontainer|tests?|__tests__|testdata|e2e|fixtures?|examples?|samples?|docs?|docker-tests|\.vscode)\/|(?:^|[./_-])(?:dev|devel|development|local|debug|test|tests|testing|ci|example)(?:[._-][\w.-]*)?$|(?:^|\/)[\w.-]*[._-](?:dev|devel|development|local|debug|test|tests|testing|e2e|ci|example)\.\w+$|(?:^|\/)overlays\/(?:dev|development|local|test)\//i;

/** Whether a deployment file may be about production. */
export function mayBeForProduction(path: string): boolean {
  return !elsewhere.test(path);
}
