import { type ApplicationService, applicationOf } from "../../application/application.ts";
import { declare } from "../../application/declarations.ts";
import { allOf, type Edits, fixesOf, insertItem, insertServiceKey, renameKey, setValue } from "../../application/edit.ts";
import { isForDevelopment } from "../../application/files.ts";
import { likelyImageOf } from "../../application/settings.ts";
import { environmentFile } from "../../application/variables.ts";
import { plainSecretsInText } from "../../knowledge/plain-secrets.ts";
import { credentialsIn, isSecretName, literalSecret } from "../../knowledge/secrets.ts";
import { serviceImage } from "../../knowledge/service-images.ts";
import type { Pair, Service } from "../../languages/compose/model.ts";
import { safe } from "../../languages/yaml/key-edits.ts";
import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";
import type { Span } from "../../text/span.ts";
import { gitIgnored } from "../../workspace/gitignore.ts";
import { folderOf, resolvePath } from "../../workspace/paths.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const web = (value: string) => `services:\n  web:\n    image: ghcr.io/example/web:1.4.2\n    environment:\n      SMTP_PASSWORD: ${value}\n`;

export default defineRule({
  id: "compose/secret-in-environment",
  language: "compose",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "The value of an environment variable or a build argument is a secret in plain text.",
  why: `
Whoever can read the repository or inspect the container has the secret, and whoever has the image that of a build argument; Git keeps it after it has been taken out. Change it at its source, and take the new one from a \`.env\` that Git leaves out (\`\${SMTP_PASSWORD:?}\`), or mount it as a secret: many images read a file that \`POSTGRES_PASSWORD_FILE\` and the like name.

Names are compared word by word, so that \`TOKEN_TTL\` and \`PASSWORD_FILE\` are not meant; values with the shape of a known token, private keys and passwords in addresses are found under any name. Silent about values with variables, stand-ins, paths and references to secret stores. Passwords that everybody knows, such as \`postgres\`, and those that are the name of the user or the service are information, and in files for developing a hint. A file of \`env_file\` that holds a secret and that Git does not leave out is information.`,
  examples: [
    {
      title: "From outside",
      bad: web("h7Qz-93kd-2b"),
      good: web("${SMTP_PASSWORD:?SMTP_PASSWORD is not set}"),
    },
  ],
  links: [
    "https://docs.docker.com/compose/how-tos/use-secrets/",
    "https://docs.docker.com/compose/how-tos/environment-variables/best-practices/",
  ],
  since: "0.4.0",
  fix: "unsafe",
  patterns: ["E1", "P1"],
  check(file, { workspace, report }) {
    if (file.isBroken) return;
    const isDevelopment = isForDevelopment(file);
    const reported = new Set<number>();
    for (const service of applicationOf(file, workspace).services) {
      const { own } = service;
      if (own.file !== file) continue;
      for (const pair of [...own.environment.pairs, ...(own.build?.args.pairs ?? [])]) {
        const { node, name, valueSpan } = pair;
        if (!node || !valueSpan || pair.isPassed) continue;
        const isBuilding = !own.environment.pairs.includes(pair);
        const offset = pair.item ? name.length + 1 : 0;
        const value = node.text.slice(offset);
        for (const { start, end, what, isKnown: isWellKnown, isShaped } of plainSecretsInText(name, value)) {
          const isName = !isWellKnown && !isShaped && isNameBeside(value, service);
          // `minioadmin` is as well known under the name of a key.
          const isKnown = isWellKnown || isName || (!isShaped && literalSecret("PASSWORD", value) === "known");
          const span = isShaped ? node.mapped.spanToSource({ start: offset + start, end: offset + end }) : valueSpan;
          if (reported.has(span.start)) continue;
          reported.add(span.start);
          const severity = isKnown ? (isDevelopment ? "hint" : "info") : isDevelopment && !isShaped ? "hint" : undefined;
          report({
            span,
            message: isName
              ? `\`${name}\` has a password that is easily guessed, as it is a name that stands beside it. Set another outside of the file, and take it in by a variable or a secret.`
              : isKnown
                ? `${isWellKnown ? what : `\`${name}\` has a value that everybody knows`}. Set another outside of the file, and take it in by a variable or a secret.`
                : `${what}, for everybody who can read the repository or inspect the ${isBuilding ? "image" : "container"}. Change it, and take it in by a variable or a secret.`,
            ...(severity ? { severity } : {}),
            fixes:
              isShaped && !(start === 0 && end === value.length)
                ? []
                : [
                    ...fixesOf(`Take it from \`${variableFor(service, pair)}\``, "unsafe", file, fromVariable(service, pair)),
                    ...fixesOf("Mount it as a secret", "unsafe", file, fromSecret(service, pair)),
                  ],
          });
        }
      }
      for (const { span, path, name } of trackedSecrets(own, workspace)) {
        if (reported.has(span.start)) continue;
        reported.add(span.start);
        report({
          span,
          severity: "info",
          message: `\`${path}\` holds a secret (\`${name}\`), and Git does not leave the file out. Change the secret, and add the file to \`.gitignore\`.`,
        });
      }
    }
  },
});

/** Whether a value is the name of the service, of its image, or of a user or a database in the same environment: what people write to try something out. */
function isNameBeside(value: string, service: ApplicationService): boolean {
  const text = value.toLowerCase();
  const { own } = service;
  const image = likelyImageOf(service)
    ?.replace(/^.*\//, "")
    .replace(/[:@].*$/, "");
  const others = own.environment.pairs.filter((pair) => pair.value !== undefined && !isSecretName(pair.name));
  return [own.name, image, ...others.map((pair) => pair.value)].some((one) => one?.toLowerCase() === text);
}

/** The files of `env_file` with a secret that Git would take in, with the first variable that holds one. */
function trackedSecrets(
  { file, envFiles }: Service,
  workspace: Workspace,
): readonly { readonly span: Span; readonly path: string; readonly name: string }[] {
  if (workspace.has(".gitignore") !== true && workspace.has(".git") !== true) return [];
  return envFiles.flatMap(({ key, path: written, span }) => {
    const path = key === "env_file" && written !== undefined ? resolvePath(folderOf(file.source.path), written) : undefined;
    if (path === undefined || written === undefined || /example|sample|template|dist\b|default|test|\bci\b/i.test(path)) return [];
    const secret = environmentFile(workspace, path)?.entries.find(
      ({ name, value }) => value !== undefined && (literalSecret(name, value) === "secret" || credentialsIn(value).length > 0),
    );
    return secret && !workspace.derive(gitIgnored)(path) ? [{ span, path: written, name: secret.name }] : [];
  });
}

/** The name of the variable that the value is taken from: the same, unless another service has another value under it. */
function variableFor({ application, own }: ApplicationService, { name, value }: Pair): string {
  const isShared = application.services.some((other) => {
    const pair = other.own === own ? undefined : other.own.environment.pair(name);
    return pair?.value !== undefined && pair.value !== value;
  });
  return isShared ? `${own.name.toUpperCase().replaceAll(/\W/g, "_")}_${name}` : name;
}

function fromVariable(service: ApplicationService, pair: Pair): Edits {
  const { file } = service.own;
  const name = variableFor(service, pair);
  if (!/^[A-Za-z_]\w*$/.test(name)) return undefined;
  const text = `\${${name}:?${name} is not set}`;
  if (pair.entry) return setValue(file, pair.entry, text);
  const { node } = pair;
  if (!node || node.alias || node.style === "literal" || node.style === "folded" || !pair.valueSpan) return undefined;
  // Between brackets a plain scalar must not hold braces.
  if (node.style === "plain" && isInFlow(service.own, node.span.start)) return undefined;
  return safe(file, [replace(pair.valueSpan, text)]);
}

function isInFlow({ file: { source } }: Service, offset: number): boolean {
  return /[[{]/.test(source.text.slice(source.lineSpan(source.lineOf(offset)).start, offset));
}

/** The image's own way: a variable that names a file, which Compose makes of a variable of the host. */
function fromSecret(service: ApplicationService, pair: Pair): Edits {
  const { own, application } = service;
  const { file, mapping } = own;
  const image = likelyImageOf(service);
  const isBuilding = !own.environment.pairs.includes(pair);
  const known = image === undefined || isBuilding ? undefined : serviceImage(image)?.secretVariables.find((one) => one.name === pair.name);
  const secret = pair.name.toLowerCase().replaceAll(/\W+|__+/g, "_");
  if (
    known?.fileVariable === undefined ||
    own.environment.pair(known.fileVariable) ||
    application.declarations("secrets").some(({ name }) => name === secret)
  )
    return undefined;
  const path = `/run/secrets/${secret}`;
  const list = mapping.list("secrets");
  const variable = pair.entry
    ? allOf(renameKey(file, pair.entry, known.fileVariable), setValue(file, pair.entry, path))
    : inItem(service, pair, known.fileVariable, path);
  return allOf(
    variable,
    list.isAbsent ? insertServiceKey(own, "secrets", [secret]) : insertItem(file, list, secret),
    declare(file, "secrets", secret, { environment: variableFor(service, pair) }),
  );
}

function inItem({ own: { file } }: ApplicationService, { node, nameSpan, valueSpan }: Pair, name: string, value: string): Edits {
  return node && !node.alias && valueSpan ? safe(file, [replace(nameSpan, name), replace(valueSpan, value)]) : undefined;
}
