import type { Assessor } from "../../model.ts";
import { compatibleMigrations } from "./compatible-migrations.ts";
import { decision } from "./decision.ts";
import { errorSpikeAlert } from "./error-spike-alert.ts";
import { featureFlags } from "./feature-flags.ts";
import { previousImage } from "./previous-image.ts";
import { rehearsed } from "./rehearsed.ts";

export const rollbackItems: readonly Assessor[] = [previousImage, compatibleMigrations, featureFlags, errorSpikeAlert, rehearsed, decision];
