import { dockerfileOf } from "../../cluster/images.ts";
import { schemaKindOf } from "../../cluster/schema.ts";
import { containerAt } from "../../editor/kubernetes/containers.ts";
import type { ManifestPlace } from "../../languages/kubernetes/place.ts";
import { amountOf, parseQuantity } from "../../languages/kubernetes/quantity.ts";
import { fieldAt, typeAt } from "../../languages/kubernetes/schema.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { imageFacts } from "../image-facts.ts";

/** What is known of a value: an image, an amount of CPU or memory. */
export function valueText(place: ManifestPlace, workspace: Workspace, today: string | undefined): string | undefined {
  const { scalar, entry } = place;
  if (!scalar) return undefined;
  if (entry.key === "image") return imageText(place, workspace, today);
  return quantityText(place, workspace);
}

function imageText(place: ManifestPlace, workspace: Workspace, today: string | undefined): string | undefined {
  const container = containerAt(place);
  if (container?.image.node !== place.scalar || container?.image.value === undefined) return undefined;
  const dockerfile = dockerfileOf(container, workspace);
  return dockerfile ? `Built from \`${dockerfile.source.path}\`.` : imageFacts(container.image.value, today);
}

const units: readonly (readonly [number, string])[] = [
  [2 ** 40, "TiB"],
  [2 ** 30, "GiB"],
  [2 ** 20, "MiB"],
  [2 ** 10, "KiB"],
];

/** An amount in words: millicores as parts of a CPU, bytes in both kinds of units. */
function quantityText({ object, path, scalar, entry }: ManifestPlace, workspace: Workspace): string | undefined {
  const type = schemaKindOf(object, workspace)?.type;
  const at = type && (typeAt(type, path) ?? fieldAt(type, path)?.type);
  const quantity = at?.is === "quantity" && scalar ? parseQuantity(scalar.text) : undefined;
  if (!quantity) return undefined;
  const amount = amountOf(quantity);
  const resource = entry.key.replace(/^(?:requests|limits)\./, "");
  if (resource === "cpu") {
    if (amount <= 0) return undefined;
    const percent = Math.round(amount * 1_000) / 10;
    const share = amount < 1 ? `${percent}% of one CPU` : amount === 1 ? "One CPU" : `${amount} CPUs`;
    return path.includes("limits") ? `${share}: ${Math.round(amount * 100)} ms of every 100 ms, then it waits.` : `${share}.`;
  }
  if (!/^(?:memory|storage|ephemeral-storage|sizeLimit|hugepages-.*)$/.test(resource)) return undefined;
  const unit = units.find(([size]) => amount >= size);
  const binary = unit ? `${rounded(amount / unit[0])} ${unit[1]}` : undefined;
  const bytes = `${amount.toLocaleString("en-US", { maximumFractionDigits: 3 })} bytes`;
  return amount < 1 ? "Less than a byte: `m` stands for a thousandth." : `${[binary, bytes].filter((one) => one).join(", ")}.`;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
