import { whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import { type Invocation, type InvocationWord, invocationsOf, isEditable, removeArgument, replaceWord } from "../../image/invocation.ts";
import { defineRule } from "../../rule.ts";
import type { TextEdit } from "../../text/edit.ts";
import type { SourceText } from "../../text/source.ts";

/** Variables that switch the check off, and with which values. */
const variables: Readonly<Record<string, RegExp>> = {
  GIT_SSL_NO_VERIFY: /^(?:1|true|yes|on)$/i,
  NODE_TLS_REJECT_UNAUTHORIZED: /^0$/,
  NPM_CONFIG_STRICT_SSL: /^false$/i,
  npm_config_strict_ssl: /^false$/i,
  PIP_TRUSTED_HOST: /./,
  PYTHONHTTPSVERIFY: /^0$/,
};

export default defineRule({
  id: "dockerfile/disabled-tls-verification",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "A download does not check whom it speaks with.",
  why: `\`curl -k\`, \`wget --no-check-certificate\`, \`strict-ssl false\`, \`--trusted-host\`, \`NODE_TLS_REJECT_UNAUTHORIZED=0\` and their like take any certificate. Whoever sits between then decides what is
installed, and as ENV the switch is on in production, too.

Install \`ca-certificates\`, and where a proxy or registry of one's own signs, its certificate as well (\`update-ca-certificates\`, \`NODE_EXTRA_CA_CERTS\`, \`PIP_CERT\`).

What is asked of the machine itself is not reported.`,
  examples: [
    {
      title: "curl",
      bad: "FROM alpine:3.24\nRUN curl -fsSLk -o /tool https://example.com/tool\n",
      good: "FROM alpine:3.24\nRUN curl -fsSL -o /tool https://example.com/tool\n",
    },
    {
      title: "A variable that stays",
      bad: 'FROM node:24-trixie-slim\nENV NODE_TLS_REJECT_UNAUTHORIZED=0\nUSER node\nCMD ["node", "server.js"]\n',
      good: 'FROM node:24-trixie-slim\nENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/acme.pem\nUSER node\nCMD ["node", "server.js"]\n',
    },
  ],
  links: ["https://curl.se/docs/sslcerts.html", "https://nodejs.org/api/cli.html#node_tls_reject_unauthorizedvalue"],
  since: "0.6.0",
  fix: "unsafe",
  patterns: ["P4"],
  alsoKnownAs: [
    "checkov:CKV2_DOCKER_2",
    "checkov:CKV2_DOCKER_3",
    "checkov:CKV2_DOCKER_4",
    "checkov:CKV2_DOCKER_5",
    "checkov:CKV2_DOCKER_6",
    "checkov:CKV2_DOCKER_12",
    "checkov:CKV2_DOCKER_13",
    "checkov:CKV2_DOCKER_14",
    "checkov:CKV2_DOCKER_15",
    "checkov:CKV2_DOCKER_16",
  ],
  judges: "part",
  check(file, { report }) {
    for (const one of withTriggers(file.instructions)) {
      if (one.keyword === "ENV" || one.keyword === "ARG") {
        for (const { name, value, span } of one.assignments) {
          if (!value || value.value === undefined || !variables[name]?.test(value.value)) continue;
          report({
            span,
            message: `\`${name}\` lets everything that runs here take any certificate${whenChildIsBuilt(one)}. Trust the one that is needed instead.`,
          });
        }
      }
      if (one.keyword !== "RUN") continue;
      for (const invocation of invocationsOf(one.command)) {
        const word = switchOf(invocation);
        for (const [name, value] of invocation.assignments) {
          if (value === undefined || !variables[name]?.test(value)) continue;
          report({
            span: invocation.nameWord.span,
            message: `\`${name}\` lets this call take any certificate${whenChildIsBuilt(one)}. Trust the one that is needed instead.`,
          });
        }
        if (!word) continue;
        const edit = isEditable(invocation) ? without(invocation, word, file.source) : undefined;
        report({
          span: word.span,
          message: `\`${invocation.name}\` takes any certificate here${whenChildIsBuilt(one)}, so that whoever sits between decides what is installed. Leave it out, and trust the certificate that is needed.`,
          ...(edit && {
            fixes: [
              {
                title: "Check the certificate",
                safety: "unsafe" as const,
                changes: [{ kind: "edit" as const, path: file.source.path, edits: [edit] }],
              },
            ],
          }),
        });
      }
    }
  },
});

const local = /^["']?(?:https?:\/\/)?(?:localhost|127\.|0\.0\.0\.0|\[::1\])/;

/** The word of a call that switches the check off. */
function switchOf({ name, args }: Invocation): InvocationWord | undefined {
  if (args.some(({ text }) => local.test(text))) return undefined;
  const words = args.map(({ text }) => text);
  switch (name) {
    case "curl":
      // Letters behind one that takes a value are that value.
      return args.find(({ text }) => text === "--insecure" || text === "--proxy-insecure" || /^-[fsSLgGiIjJlNOpqRvZ#0-46]*k/.test(text));
    case "wget":
      return args.find(({ text }) => text === "--no-check-certificate");
    case "git":
      return args.find(
        ({ text }, i) =>
          /^http\.(?:\S+\.)?sslverify(?:=(?:false|0))?$/i.test(text) && (/=/.test(text) || /^(?:false|0)$/.test(words[i + 1] ?? "")),
      );
    case "npm":
    case "yarn":
    case "pnpm":
      return args.find(
        ({ text }, i) =>
          /^--strict-ssl=false$/.test(text) ||
          /^strict-ssl=false$/.test(text) ||
          (/^(?:--)?strict-ssl$/.test(text) && words[i + 1] === "false"),
      );
    case "yum":
    case "dnf":
    case "microdnf":
      return args.find(({ text }) => /^--setopt=(?:\S+\.)?sslverify=(?:0|false|no)$/i.test(text));
    default:
      return /^pip(?:\d(?:\.\d+)?)?$/.test(name ?? "") ? args.find(({ text }) => /^--trusted-host\b/.test(text)) : undefined;
  }
}

/** The edit that takes a switch out; undefined where more than the word has to go. */
function without(invocation: Invocation, word: InvocationWord, source: SourceText): TextEdit | undefined {
  if (/^--(?:insecure|no-check-certificate|strict-ssl=false|setopt=.*|trusted-host=.*)$/.test(word.text) || word.text === "-k")
    return removeArgument(invocation, word, source);
  return invocation.name === "curl" && /^-\w+$/.test(word.text) ? replaceWord(invocation, word, word.text.replace("k", "")) : undefined;
}
