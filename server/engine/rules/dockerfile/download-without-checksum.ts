import { builtStages } from "../../image/built.ts";
import { whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import { comparesFiles, downloadOf, hostOf, isPrivateHost } from "../../image/downloads.ts";
import { type Invocation, invocationsOf } from "../../image/invocation.ts";
import { isDevelopment } from "../../image/production.ts";
import type { Stage } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "dockerfile/download-without-checksum",
  language: "dockerfile",
  category: "security",
  severity: "info",
  preset: "strict",
  summary: "A program or an archive is downloaded, and nothing compares it.",
  why: `What a server answers on the day of the build becomes part of the image. A release that was exchanged, a server that was broken into, a download that broke off: nothing notices.

Compare it in the same RUN, with the digest that the project publishes for the version, \`echo "<sha256>  tool.tar.gz" | sha256sum -c -\`, or check its signature (\`gpg --verify\`, \`cosign
verify-blob\`). \`ADD --checksum=sha256:…\` does both, and needs neither \`curl\` nor \`wget\` in the image.

An archive that is unpacked out of a pipe cannot be compared before; download it to a file. Silent on keys, texts and settings, on calls of interfaces, on addresses that hang on a variable or contain a
digest, and where anything in the RUN compares or verifies. What is piped into a shell has a rule of its own.`,
  examples: [
    {
      title: "A released archive",
      bad: "FROM debian:13-slim\nRUN curl -fsSL -o /tmp/tool.tar.gz https://example.com/tool-1.4.2.tar.gz \\\n && tar -C /opt -xzf /tmp/tool.tar.gz\n",
      good: 'FROM debian:13-slim\nRUN curl -fsSL -o /tmp/tool.tar.gz https://example.com/tool-1.4.2.tar.gz \\\n && echo "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae  /tmp/tool.tar.gz" | sha256sum -c - \\\n && tar -C /opt -xzf /tmp/tool.tar.gz\n',
    },
  ],
  links: [
    "https://docs.docker.com/reference/dockerfile/#add---checksum",
    "https://github.com/ossf/scorecard/blob/main/docs/checks.md#pinned-dependencies",
  ],
  since: "0.7.0",
  patterns: ["D10", "P4"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const stage of builtStages(file, workspace)) {
      let elsewhere: ReadonlySet<string> | undefined;
      for (const run of withTriggers(stage.instructions)) {
        if (run.keyword !== "RUN") continue;
        const downloads = invocationsOf(run.command).flatMap((call) => {
          const target = targetOf(call);
          return target === undefined ? [] : [{ call, name: target.slice(target.lastIndexOf("/") + 1) }];
        });
        if (downloads.length === 0 || comparesFiles(run)) continue;
        elsewhere ??= comparedIn(stage);
        for (const { call, name } of downloads) {
          if (name.length > 2 && elsewhere.has(name)) continue;
          report({
            span: call.nameWord.span,
            message: `Nothing compares what \`${call.name}\` downloads here${whenChildIsBuilt(run)}. Check its digest in the same RUN with \`sha256sum -c\`, or use \`ADD --checksum=\`.`,
            ...(isDevelopment(stage, workspace) && { severity: "hint" as const }),
          });
        }
      }
    }
  },
});

/** Texts, settings, pictures, keys, and the digests themselves. */
const harmless =
  /\.(?:txt|json|ya?ml|md|html?|csv|tsv|xml|xsd|conf|cnf|cfg|ini|toml|properties|asc|sig|gpg|key|pub|pem|crt|cer|der|md5|sha\w*|list|repo|sources|rules|service|sql|ttf|otf|woff2?|png|jpe?g|svg|gif|ico|css|pdf)$|(?:^|\/)(?:keyrings?|etc\/apk\/keys|trusted\.gpg\.d|rpm-gpg|dev\/null)(?:\/|$)/i;
const unpackers = /^(?:tar|bsdtar|gunzip|gzip|zcat|unxz|xz|xzcat|bunzip2|bzip2|unzstd|zstd|cpio|unzip|funzip|dpkg|dd|install)$/;

/** The file that a call downloads, as it is written, or `-` where it is unpacked at once; undefined where that does no harm or is not known. */
function targetOf(call: Invocation): string | undefined {
  const download = downloadOf(call);
  const host = download && hostOf(download.address);
  if (!download || !host || isPrivateHost(host) || /[\da-f]{40}/i.test(download.address)) return undefined;
  const { address, target: written } = download;
  if (harmless.test(address.replace(/[?#].*$/s, "")) || harmless.test(written)) return undefined;
  if (written !== "-") return written;
  const { command, script } = call;
  const file = command?.redirects.find(({ operator, descriptor }) => /^>/.test(operator) && descriptor !== 2)?.target?.text;
  if (file !== undefined) return harmless.test(file) ? undefined : file;
  const reader =
    command?.pipe && script?.commands.find((one) => one.list === command.list && one.pipe?.index === (command.pipe?.index ?? 0) + 1);
  return reader && unpackers.test(reader.name ?? "") ? "-" : undefined;
}

/** The names of files that stand in those RUNs of a stage that compare some. */
function comparedIn({ instructions }: Stage): ReadonlySet<string> {
  const names = new Set<string>();
  for (const one of withTriggers(instructions)) {
    if (one.keyword !== "RUN" || !comparesFiles(one)) continue;
    const texts = [one.rest.text, ...one.heredocs.map(({ body }) => body.text)];
    for (const word of texts.flatMap((text) => text.split(/[\s"'`|;&()<>=]+/))) names.add(word.slice(word.lastIndexOf("/") + 1));
  }
  return names;
}
