/** Capabilities of Linux as the runtimes compare them: upper case, with or without `CAP_`. */
export function capabilityName(text: string): string {
  return text.toUpperCase().replace(/^CAP_/, "");
}

/** What a container may add to what the runtime gives it (baseline). Source: kubernetes.io/docs/concepts/security/pod-security-standards. */
export const baselineCapabilities: ReadonlySet<string> = new Set([
  ...["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE"],
  ...["SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"],
]);

/** What Docker gives to every container: adding one of these changes nothing. Source: docs.docker.com/engine/containers/run, runtime privilege and Linux capabilities. */
export const defaultCapabilities: ReadonlySet<string> = new Set([...baselineCapabilities, "NET_RAW"]);

/** What makes a container as good as privileged: mounting, tracing, loading modules, reading any file, changing the host's network. */
export const dangerousCapabilities: ReadonlySet<string> = new Set([
  ...["ALL", "SYS_ADMIN", "NET_ADMIN", "SYS_MODULE", "SYS_PTRACE", "SYS_RAWIO", "SYS_BOOT", "DAC_READ_SEARCH", "BPF"],
  ...["MAC_ADMIN", "MAC_OVERRIDE"],
]);
