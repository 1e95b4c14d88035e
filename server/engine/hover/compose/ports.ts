import { portCount, portText } from "../../application/ports.ts";
import type { Port } from "../../languages/compose/model.ts";

/** `8080 → 80`; undefined where a variable decides. */
export function portInShort({ published, target, hostIp, protocol }: Port): string | undefined {
  if (target.state !== "known" || published.state === "unknown") return undefined;
  const address = hostIp.state === "known" ? `${hostIp.value.includes(":") ? `[${hostIp.value}]` : hostIp.value}:` : "";
  const suffix = protocol.state === "known" && protocol.value !== "tcp" ? `/${protocol.value}` : "";
  const host = published.state === "known" ? `${address}${portText(published.value)} → ` : "";
  return `${host}${portText(target.value)}${suffix}`;
}

/** What is published where, in words; undefined where a variable decides. */
export function portInWords(port: Port): string | undefined {
  const { published, target, hostIp, protocol } = port;
  if (target.state !== "known" || published.state === "unknown" || hostIp.state === "unknown") return undefined;
  const kind = protocol.state === "known" ? protocol.value.toUpperCase() : "TCP";
  const several = portCount(target.value) > 1;
  const inside = `${several ? "the ports" : "port"} ${portText(target.value)} of the container (${kind})`;
  const address = hostIp.state === "known" ? hostIp.value : undefined;
  const isLocal = address !== undefined && /^(?:127\.|::1$)/.test(address);
  const reach =
    address === undefined || address === "0.0.0.0" || address === "::"
      ? "on all addresses of the host: whoever reaches the host reaches it"
      : isLocal
        ? "for programs on the host alone"
        : `on the address ${address} of the host`;
  if (published.state === "absent" || (published.state === "known" && published.value.first === 0 && published.value.last === 0))
    return `A port of the host that the engine chooses leads to ${inside}, ${reach}.`;
  const isChoice = portCount(published.value) > 1 && !several;
  const outside = isChoice
    ? `One of the ports ${portText(published.value)} of the host`
    : `${portCount(published.value) > 1 ? "The ports" : "Port"} ${portText(published.value)} of the host`;
  const verb = portCount(published.value) > 1 && !isChoice ? "lead" : "leads";
  const isDefault = published.isDefault || target.isDefault || hostIp.isDefault;
  return `${outside} ${verb} to ${inside}, ${reach}.${isDefault ? " As long as no variable says otherwise." : ""}`;
}
