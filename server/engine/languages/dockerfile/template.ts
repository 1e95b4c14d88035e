const templateName = /\.(?:template|tmpl|tpl|j2|jinja2?|erb|tt|gotmpl|mustache|hbs|ejs|in)$/i;
const marker = /\{\{|\{%|<%|%%[A-Za-z0-9_]+%%/;

/** Whether the file's name says that a Dockerfile is made of it: `Dockerfile.j2`. */
export function hasTemplateName(path: string): boolean {
  return templateName.test(path);
}

/** Whether the text can hold a template's marks at all; where not, nothing more need be looked at. */
export function mayHoldMarks(text: string): boolean {
  return text.includes("{{") || text.includes("<%") || text.includes("{%") || text.includes("%%") || /<[A-Za-z]/.test(text);
}

/** Whether a line is the template's own: it begins with `{{`, `{%`, `<%` or `%%NAME%%`. */
export function isTemplateLine(line: string): boolean {
  const start = line.trimStart();
  return /^(?:\{\{|\{%|<%|%%[A-Za-z0-9_]+%%)/.test(start);
}

/**
 * Whether an instruction's arguments hold marks that the build would not understand. What a shell reads is not looked
 * at (`--format '{{.State}}'` is the command's own), nor what stands in quotes.
 */
export function holdsMarks(keyword: string, rest: string): boolean {
  switch (keyword) {
    case "RUN":
    case "CMD":
    case "ENTRYPOINT":
    case "HEALTHCHECK":
    case "ONBUILD":
    case "SHELL":
    case "MAINTAINER":
      return false;
    case "FROM":
      return marker.test(rest) || /<[A-Za-z][A-Za-z0-9_ .-]*>/.test(rest);
    default:
      return marker.test(rest.replace(/"(?:[^"\\]|\\.)*"|'[^']*'/g, ""));
  }
}
