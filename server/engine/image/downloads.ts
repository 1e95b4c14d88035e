import type { Instruction } from "../languages/dockerfile/model.ts";

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
