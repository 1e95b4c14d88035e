import type { Instruction } from "../languages/dockerfile/model.ts";
import type { ShellCommand, ShellScript } from "../languages/shell/model.ts";
import { isShell } from "../languages/shell/wrappers.ts";
import type { Invocation } from "./invocation.ts";

/** The host of an address in lower case; undefined where the text is no address of the web, or a variable decides. */
export function hostOf(address: string): string | undefined {
  const host = /^["']?(?:https?|ftp):\/\/(?:[^/@\s]*@)?(\[[^\]]*\]|[^/:?#\s"']+)/i.exec(address)?.[1]?.toLowerCase();
  return host === undefined || /[$`{}<>%*]/.test(host) ? undefined : host;
}

/** Whether a host is the machine itself, or by its name or number one of a private network. */
export function isPrivateHost(host: string): boolean {
  return (
    !host.includes(".") ||
    /^(?:\[|(?:0|10|127)\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)|\.(?:local|localhost|internal|intranet|lan|home|corp|private|svc)$/.test(
      host,
    )
  );
}

const comparing =
  /sha(?:1|224|256|384|512)|\b(?:sha|md5|b2|b3|ck)sum\b|\bshasum\b|\bmd5\b|checksum|checksig|verif|gpgv|cosign|minisign|signify|openssl\s+dgst|hash_file|attestation/i;

/** Whether an instruction compares what it has with a checksum or a signature, as far as its words tell. */
export function comparesFiles({ rest, heredocs }: Instruction): boolean {
  return comparing.test(rest.text) || heredocs.some(({ body }) => comparing.test(body.text));
}

/** Whether BuildKit clones what ADD is given: `.git` at the end of an address of the web, or an address of Git. By `ParseGitRef` in moby/buildkit. */
export function isGitSource(source: string): boolean {
  return /^(?:git@|git:\/\/|ssh:\/\/)|^https?:\/\/[^?#]*\.git(?:[?#]|$)/i.test(source);
}

/** What a call of curl or wget downloads. */
export interface Download {
  readonly address: string;
  /** The file, as it is written or called after the address; `-` for the standard output. */
  readonly target: string;
}

/** The download of a call; undefined where it makes none, or sends something. */
export function downloadOf(call: Invocation): Download | undefined {
  if (call.name !== "curl" && call.name !== "wget") return undefined;
  const address = call.args.map(({ text }) => text.replace(/^--url=/, "")).find((text) => /^(?:https?|ftp):\/\//i.test(text));
  if (!address) return undefined;
  const path = address.replace(/[?#].*$/s, "");
  const name = path.slice(path.lastIndexOf("/") + 1);
  const target = call.name === "curl" ? curlTarget(call, name) : wgetTarget(call, name);
  return target === undefined ? undefined : { address, target };
}

/** Letters of curl behind which a value stands. */
const valued = "AbcCdDeEFhHKmoPQrtTuUwxXyYz";

/** What `curl` writes to; `-` for the standard output. */
function curlTarget({ args }: Invocation, name: string): string | undefined {
  let target = "-";
  for (let i = 0; i < args.length; i++) {
    const text = args[i]?.text ?? "";
    if (/^--(?:head|data|form|request|upload-file|json|get|version|help)\b/.test(text)) return undefined;
    if (text === "--output") target = args[++i]?.text ?? "";
    else if (/^--remote-name/.test(text)) target = name;
    else if (/^-[^-]/.test(text)) {
      for (let j = 1; j < text.length; j++) {
        const letter = text.charAt(j);
        if (/[IdFTXGVh]/.test(letter)) return undefined;
        if (letter === "O") target = name;
        if (!valued.includes(letter)) continue;
        const value = text.slice(j + 1) || args[++i]?.text;
        if (letter === "o") target = value ?? "";
        break;
      }
    }
  }
  return target;
}

/** What `wget` writes to; `-` for the standard output. */
function wgetTarget({ args }: Invocation, name: string): string | undefined {
  let target = name;
  for (let i = 0; i < args.length; i++) {
    const text = args[i]?.text ?? "";
    if (/^--(?:spider|post-|method|body-|input-file|version|help)|^-i$/.test(text)) return undefined;
    const option = /^(?:--output-document(?:=|$)|-(?:n[vcdH]|[qcSNxvrpkmbdEHKLF46])*O)(.*)$/s.exec(text);
    if (option) target = option[1] || (args[++i]?.text ?? "");
  }
  return target;
}

const interpreters = /^(?:python[\d.]*|perl|ruby|node|php)$/;

/** The downloads of a script that a shell or another interpreter reads from a pipe or a substitution, and runs. */
export function downloadsRun({ commands, source }: ShellScript): readonly ShellCommand[] {
  return commands.filter((command, i) => {
    if (command.name !== "curl" && command.name !== "wget") return false;
    if (!command.args.some(({ text }) => /https?:\/\/|\$/.test(text))) return false;
    if (command.pipe && command.pipe.index < command.pipe.length - 1) {
      let { index } = command.pipe;
      for (let j = i + 1; j < commands.length; j++) {
        const one = commands[j] as ShellCommand;
        if (one.list !== command.list) return false;
        if (!one.pipe || one.inSubstitution !== command.inSubstitution) continue;
        if (one.pipe.index <= index) return false;
        if (runs(one)) return true;
        index = one.pipe.index;
      }
      return false;
    }
    // `bash <(curl …)` and `sh -c "$(curl …)"`.
    if (!command.inSubstitution) return false;
    const outer = commands.find((one) => one !== command && one.span.start < command.span.start && one.span.end > command.span.end);
    const before = source.text.slice(outer?.span.start ?? command.span.start, command.span.start);
    return (
      outer !== undefined &&
      (isShell(outer.name) || outer.name === "." || outer.name === "source" || outer.name === "eval") &&
      /<\(\s*$|-c\s+["']?\$\(\s*$|eval\s+["']?\$\(\s*$/.test(before)
    );
  });
}

/** Whether it runs what it reads: no script or code of its own is named. */
function runs({ name, args, wrappers }: ShellCommand): boolean {
  const words = args.map(({ text }) => text);
  if (wrappers.includes("xargs")) return false;
  if (isShell(name))
    return (
      !words.some((text) => /^-\w*c$/.test(text)) &&
      (words.every((text) => text.startsWith("-")) || words.some((text) => /^-\w*s\w*$|^\/dev\/stdin$|^-$/.test(text)))
    );
  return (
    name !== undefined &&
    interpreters.test(name) &&
    words.every((text) => text === "-" || text === "--" || (text.startsWith("-") && !/^-[cem]/.test(text) && text !== "-r"))
  );
}
