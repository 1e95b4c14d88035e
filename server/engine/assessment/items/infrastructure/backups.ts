import type { BackingService } from "../../../detection/names.ts";
import type { Assessor, Evidence } from "../../model.ts";
import type { Service } from "../../service.ts";
import { terraformResources } from "../../terraform.ts";
import { evidence, manual, notApplicable } from "../../verdict.ts";
import { inObject } from "./shown.ts";

const asks =
  "Which data would be lost with the database or its volume, how much of it at most and for how long? The run of a restore into an empty database, with its day and duration, is evidence.";

export const backups: Assessor = {
  id: "infrastructure.backups",
  looksAt:
    "The databases that its dependencies talk to and the volumes of its manifests; for the person who signs: scheduled backups in manifests, Compose files, workflows and Terraform.",
  action: { kind: "decide", title: "Record a restore", asks },
  assess(service) {
    const data = dataOf(service);
    const made = backupsOf(service);
    if (made.length > 0)
      return manual("Something makes backups. That a restore was tested, a person has to say.", [...made, ...data].slice(0, 5));
    if (data.length > 0)
      return manual("It keeps data, and nothing here shows a backup of it: who makes them, and when was one restored?", data.slice(0, 5));
    if (!service.application && !service.code.isSeen) return manual("What data it keeps cannot be seen here.");
    return notApplicable("It keeps no data: it talks to no database that is known, and has no volume of its own.");
  },
};

/** What keeps data for good; a cache or a queue can be filled again. */
const stores: ReadonlySet<BackingService> = new Set(["postgres", "mysql", "mongodb"]);

function dataOf(service: Service): readonly Evidence[] {
  const databases = (service.application?.services ?? []).flatMap(({ value, from }) =>
    from && stores.has(value) ? [evidence(from.path, from.line, `talks to ${value}`)] : [],
  );
  const claims = service.objects.flatMap((object) => {
    if (object.isPatch || (!service.isAlone && !service.workloads.some((one) => one.object === object))) return [];
    if (object.kind === "PersistentVolumeClaim") return [inObject(object, object.nameSpan, "a volume that lasts")];
    const templates = object.kind === "StatefulSet" ? object.spec.list("volumeClaimTemplates") : undefined;
    return templates?.entry ? [inObject(object, templates.entry.keySpan, "volumes that last")] : [];
  });
  return [...databases, ...claims];
}

/** Programs that write a copy of a database, and images made for that. */
const dumps =
  /\b(?:pg_dump(?:all)?|pg_basebackup|mysqldump|mariadb-dump|mariadb-backup|mongodump|wal-g|pgbackrest|barman|litestream|restic|velero|xtrabackup)\b|(?:postgres|mysql|mariadb|db|mongo)[\w-]*-backup/i;

/** Kinds of Velero, CloudNativePG, Percona, Stash and others that make backups on a schedule. */
const kinds =
  /^(?:ScheduledBackup|BackupSchedule|BackupConfiguration|PerconaXtraDBClusterBackup|VolumeSnapshotSchedule|SnapshotSchedule|RecurringJob)$/;

function backupsOf(service: Service): readonly Evidence[] {
  const inManifests = service.objects.flatMap((object) => {
    const isVelero = object.kind === "Schedule" && object.group === "velero.io";
    if (kinds.test(object.kind) || isVelero) return [inObject(object, object.nameSpan, `${object.title} makes backups`)];
    if (object.kind !== "CronJob" || object.isPatch) return [];
    const isDump = dumps.test(object.file.source.slice(object.span));
    // A name alone is a word, no more.
    return isDump || /backup/i.test(object.name.value ?? "")
      ? [inObject(object, object.nameSpan, object.title, isDump ? "structure" : "word")]
      : [];
  });
  const inCompose = service.composeFiles.flatMap(({ services, source }) =>
    services.flatMap(({ likelyImage, nameSpan, name }) =>
      likelyImage !== undefined && dumps.test(likelyImage)
        ? [evidence(source.path, source.lineOf(nameSpan.start) + 1, `\`${name}\` makes backups`)]
        : [],
    ),
  );
  const inWorkflows = service.workflows.flatMap(({ source }) =>
    /^\s*(?:- )?schedule:/m.test(source.text) ? linesIn(service, source.path, dumps, "a scheduled workflow copies data away") : [],
  );
  // Sources: the arguments of these resources in the providers' documentation (registry.terraform.io).
  const inTerraform = terraformResources(service, databases).flatMap(({ path, line, type, name, body }) =>
    /^\s*backup_retention\w*\s*=\s*[1-9]|^\s*backup_configuration\s*\{|^\s*point_in_time_recovery/m.test(body) || /backup/.test(type)
      ? [evidence(path, line, `\`${type}\` \`${name}\` is backed up`)]
      : [],
  );
  return [...inManifests, ...inCompose, ...inWorkflows, ...inTerraform];
}

const databases =
  /^(?:aws_db_instance|aws_rds_cluster|aws_dynamodb_table|aws_backup_plan|google_sql_database_instance|google_sql_backup_run|azurerm_(?:postgresql|mysql)_(?:flexible_)?server|azurerm_backup_policy_\w+|digitalocean_database_cluster)$/;

function linesIn(service: Service, path: string, pattern: RegExp, note: string): readonly Evidence[] {
  const lines = (service.workspace.read(path) ?? "").split("\n");
  const at = lines.findIndex((line) => !/^\s*#/.test(line) && pattern.test(line));
  return at < 0 ? [] : [evidence(path, at + 1, note)];
}
