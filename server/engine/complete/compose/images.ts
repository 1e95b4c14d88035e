import { imageFacts } from "../../hover/image-facts.ts";
import { recommendedTag, supportedCycles } from "../../knowledge/lifecycle.ts";
import { serviceImage } from "../../knowledge/service-images.ts";
import { isVariant } from "../images.ts";
import type { Offer } from "../offer.ts";
import { type ComposeSite, tailSpan } from "./site.ts";

/** What services of Compose files most often run, the most frequent first. */
const frequent = (
  "postgres redis nginx mysql mariadb mongo rabbitmq traefik valkey/valkey memcached elasticsearch minio/minio caddy adminer " +
  "grafana/grafana prom/prometheus kong/kong node python httpd php golang ruby eclipse-temurin alpine debian ubuntu busybox"
).split(" ");

/** Images that are used already, and known ones with the tag to pin them to; behind the colon, tags of supported releases. */
export function imageOffers(site: ComposeSite): readonly Offer[] {
  const { yaml, today, file, service } = site;
  const { word } = yaml;
  if (word.includes("@") || word.includes("$")) return [];
  const colon = word.lastIndexOf(":");
  if (colon > word.lastIndexOf("/")) return tagOffers(site, word.slice(0, colon), word.slice(colon + 1));
  const used = new Set(
    file.services.flatMap((one) => (one.name === service?.name || one.image.value === undefined ? [] : [one.image.value])),
  );
  const offers: Offer[] = [...used].map((label) => ({ kind: "image", label, detail: "used in this file" }));
  for (const name of frequent) {
    const tag = recommendedTag(name, today) ?? supportedCycles(name, today)[0]?.cycle;
    const text = tag === undefined ? name : `${name}:${tag}`;
    if (used.has(text)) continue;
    offers.push({
      kind: "image",
      label: name,
      text,
      detail: tag ?? serviceImage(name)?.title,
      about: imageFacts(text, today),
    });
  }
  return offers;
}

/** The recommended tag first, its small variant where there is one, then the releases from the newest on. */
function tagOffers(site: ComposeSite, name: string, written: string): readonly Offer[] {
  const { today } = site;
  const span = tailSpan(site, written.length);
  const offers = new Map<string, Offer>();
  const add = (tag: string | undefined, detail: string): void => {
    if (tag !== undefined && !offers.has(tag))
      offers.set(tag, { kind: "image", label: tag, span, detail, about: imageFacts(`${name}:${tag}`, today) });
  };
  const cycles = supportedCycles(name, today);
  const [first] = cycles;
  const recommended = recommendedTag(name, today);
  add(recommended, first ? `${first.title}, supported until ${first.endOfLife}` : "the release to take");
  if (recommended !== undefined && isVariant(name, recommended, "alpine")) add(`${recommended}-alpine`, "the same on Alpine Linux");
  for (const { cycle, title, endOfLife } of cycles) add(cycle, `${title}, supported until ${endOfLife}`);
  return [...offers.values()];
}
