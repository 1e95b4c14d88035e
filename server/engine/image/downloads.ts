import type { Instruction } from "../languages/dockerfile/model.ts";
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
