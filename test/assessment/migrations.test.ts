// What of a migration the version before cannot live with: one table, by tool.
import { describe, expect, it } from "vitest";
import { migrationsOf } from "../../server/engine/assessment/migrations.ts";
import { Service } from "../../server/engine/assessment/service.ts";
import { memoryWorkspace } from "../../server/engine/workspace/workspace.ts";

function dangers(files: Readonly<Record<string, string>>, folder = ""): readonly string[] {
  const service = new Service(folder, memoryWorkspace(files), "2026-11-23", true, () => []);
  return migrationsOf(service).dangers.map(({ path, line, what }) => `${path.split("/").at(-1)}:${line} ${what.replaceAll("`", "")}`);
}

/** Of one file, without its name. */
function of(path: string, text: string, others: Readonly<Record<string, string>> = {}): readonly string[] {
  return dangers({ [path]: text, ...others }).map((one) => one.slice(one.indexOf(":") + 1));
}

const sql = (text: string) => of("db/migration/V7__x.sql", text);

describe("SQL", () => {
  it.each([
    ['DROP TABLE IF EXISTS public."Users", orders CASCADE;', ["1 drops the table users", "1 drops the table orders"]],
    [
      "-- note\nALTER TABLE ONLY users\n  DROP COLUMN IF EXISTS email,\n  DROP CONSTRAINT c,\n  ADD COLUMN mail text;",
      ["3 drops users.email"],
    ],
    ["ALTER TABLE `users` DROP `email`, DROP INDEX i, DROP FOREIGN KEY k, DROP PRIMARY KEY;", ["1 drops users.email"]],
    [
      "ALTER TABLE users RENAME COLUMN email TO mail;\nALTER TABLE users RENAME TO people;",
      ["1 renames users.email", "2 renames the table users"],
    ],
    ["RENAME TABLE a TO b, c TO d;", ["1 renames the table a", "1 renames the table c"]],
    ["ALTER TABLE t CHANGE COLUMN a b int, CHANGE c c bigint;", ["1 renames t.a"]],
    [
      "EXEC sp_rename 'dbo.users.email', 'mail', 'COLUMN'\nGO\nDROP TABLE [dbo].[old]\nGO",
      ["1 renames users.email", "3 drops the table old"],
    ],
    ["ALTER TABLE users ALTER COLUMN email SET NOT NULL;", ["1 makes users.email required"]],
    ["ALTER TABLE users ADD COLUMN plan text NOT NULL;", ["1 adds users.plan, required and without a default"]],
    ["ALTER TABLE users ALTER COLUMN age TYPE integer USING age::integer;", ["1 changes the type of users.age"]],
    [
      "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON users (lower(email), tenant DESC);",
      ["1 makes users.email, users.tenant unique"],
    ],
    ["ALTER TABLE users ADD CONSTRAINT u UNIQUE (email);", ["1 makes users.email unique"]],
    ["DO $$ BEGIN\n ALTER TABLE users DROP COLUMN email;\nEND $$;", ["2 drops users.email"]],
  ])("%s", (text, expected) => {
    expect(sql(text)).toEqual(expected);
  });

  it.each([
    ["a comment", "-- DROP TABLE users;\n/* ALTER TABLE users DROP COLUMN email; */\n"],
    ["a string", "INSERT INTO log VALUES ('x; DROP TABLE users;');\nCOMMENT ON TABLE users IS 'it''s; DROP TABLE users';"],
    ["the body of a function", "CREATE FUNCTION f() RETURNS void AS $body$ BEGIN DROP TABLE users; END $body$ LANGUAGE plpgsql;"],
    [
      "what is no column",
      "ALTER TABLE a DROP CONSTRAINT b; DROP INDEX i; DROP VIEW v; ALTER TABLE a ALTER COLUMN b DROP NOT NULL, ALTER c DROP DEFAULT;",
    ],
    [
      "a table of the same migration",
      'CREATE TABLE t (id int);\nALTER TABLE t ADD COLUMN a int NOT NULL;\nCREATE UNIQUE INDEX i ON "t" (a);\nDROP TABLE t;',
    ],
    [
      "a new table in the place of the old one",
      'CREATE TABLE "new_User" (id int);\nDROP TABLE "User";\nALTER TABLE "new_User" RENAME TO "User";',
    ],
    [
      "a column of the same migration",
      "ALTER TABLE t ADD COLUMN slug text UNIQUE;\nALTER TABLE t ADD CONSTRAINT u UNIQUE (slug);\nALTER TABLE t DROP COLUMN slug;",
    ],
    [
      "a default",
      "ALTER TABLE t ADD a int NOT NULL DEFAULT 0, ADD b bigserial NOT NULL;\nALTER TABLE t ALTER a SET DEFAULT 1;\nALTER TABLE t ALTER a SET NOT NULL;",
    ],
    ["a wider type", "ALTER TABLE t ALTER COLUMN a TYPE text, ALTER COLUMN b SET DATA TYPE bigint;"],
    ["what somebody has looked at", "-- squawk-ignore ban-drop-column\nALTER TABLE t\n  DROP COLUMN a;\n"],
    ["the way back", "-- +goose Up\nALTER TABLE t ADD a int;\n-- +goose Down\nDROP TABLE t;\n"],
    ["another way back", "-- migrate:up\nCREATE TABLE t (id int);\n-- migrate:down\nDROP TABLE u;\n"],
  ])("is silent on %s", (_, text) => {
    expect(sql(text)).toEqual([]);
  });

  it("finds the files of each tool", () => {
    const drop = "DROP TABLE t;";
    const paths = [
      "prisma/migrations/20240101_x/migration.sql",
      "drizzle/0001_x.sql",
      "src/main/resources/db/migration/V2__x.sql",
      "migrations/000002_x.up.sql",
      "migrations/20240101120000_x/up.sql",
    ];
    for (const path of paths) expect(of(path, drop), path).toEqual(["1 drops the table t"]);
    const none = [
      "db/schema.sql",
      "migrations/000002_x.down.sql",
      "migrations/1_x/down.sql",
      "test/migrations/1_x.sql",
      "migrations/seed.sql",
      "db/migration/U2__x.sql",
    ];
    for (const path of none) expect(of(path, drop), path).toEqual([]);
  });

  it("reads the newest twenty, by number", () => {
    const files = Object.fromEntries(
      [...Array(30).keys()].map((i) => [`db/migration/V${i + 1}__x.sql`, `ALTER TABLE t DROP COLUMN c${i + 1};`]),
    );
    const found = dangers(files);
    expect(found).toHaveLength(20);
    expect([found[0], found.at(-1)]).toEqual(["V30__x.sql:1 drops t.c30", "V11__x.sql:1 drops t.c11"]);
  });

  it("leaves those of another service to it", () => {
    const files = { "package.json": "{}", "api/package.json": "{}", "api/migrations/1_x.sql": "DROP TABLE t;" };
    expect([dangers(files), dangers(files, "api")]).toEqual([[], ["1_x.sql:1 drops the table t"]]);
  });
});

const alembic = (body: string, head = "") =>
  of(
    "app/alembic/versions/abc_x.py",
    `from alembic import op\nimport sqlalchemy as sa\nrevision = "b"\ndown_revision = "a"\n${head}\ndef upgrade():\n${body}\n\ndef downgrade():\n    op.drop_table("users")\n`,
    {
      "app/alembic/env.py": "",
    },
  );

describe("Alembic", () => {
  it.each([
    ['    op.drop_column("users", "email")', ["7 drops users.email"]],
    ['    op.drop_table("users")  # gone', ["7 drops the table users"]],
    ['    op.alter_column("users", "email", new_column_name="mail")', ["7 renames users.email"]],
    ['    op.alter_column("users", "email", existing_type=sa.String(), nullable=False)', ["7 makes users.email required"]],
    [
      '    op.alter_column("users", "a", existing_type=sa.String(length=100), type_=sa.String(length=50))',
      ["7 changes the type of users.a"],
    ],
    ['    op.alter_column("users", "a", existing_type=sa.INTEGER(), type_=sa.UUID())', ["7 changes the type of users.a"]],
    ['    with op.batch_alter_table("users") as batch:\n        batch.drop_column("email")', ["8 drops users.email"]],
    ['    op.add_column("users", sa.Column("plan", sa.String(), nullable=False))', ["7 adds users.plan, required and without a default"]],
    ['    op.create_unique_constraint("u", "users", ["email"])', ["7 makes users.email unique"]],
    ['    op.create_index("i", "users", ["email"], unique=True)', ["7 makes users.email unique"]],
    ['    op.execute("ALTER TABLE users DROP COLUMN email")', ["7 drops users.email"]],
    ['    op.execute(sa.text("""\n        DROP TABLE users\n    """))', ["8 drops the table users"]],
  ])("%s", (body, expected) => {
    expect(alembic(body)).toEqual(expected);
  });

  it.each([
    ['    # op.drop_column("users", "email")\n    print("op.drop_table(1)")'],
    [
      '    op.create_table("users", sa.Column("id", sa.Integer()))\n    op.create_index("i", "users", ["email"], unique=True)\n    op.drop_table("users")',
    ],
    ['    op.add_column("users", sa.Column("a", sa.Boolean(), nullable=False, server_default=sa.false()))'],
    ['    op.alter_column("users", "a", existing_type=sa.String(length=50), type_=sa.String(length=100), existing_nullable=True)'],
    ['    op.alter_column("users", "a", existing_type=sa.VARCHAR(length=50), type_=sa.Text())'],
    ['    op.drop_constraint("u", "users")\n    op.drop_index("i")'],
  ])("is silent on %s", (body) => {
    expect(alembic(body)).toEqual([]);
  });

  it("takes the newest by the chain, not by the name", () => {
    const one = (id: string, before: string, column: string) =>
      `revision: str = "${id}"\ndown_revision: str | None = ${before}\ndef upgrade() -> None:\n    op.drop_column("t", "${column}")\n`;
    const files = {
      "m/env.py": "",
      "m/versions/z_first.py": one("1", "None", "a"),
      "m/versions/a_second.py": one("2", '"1"', "b"),
      "m/versions/k_third.py": one("3", '"2"', "c"),
    };
    expect(dangers(files).map((found) => found.split(" ").at(-1))).toEqual(["t.c", "t.b", "t.a"]);
  });
});

const django = (operations: string) =>
  of(
    "shop/migrations/0007_x.py",
    `from django.db import migrations, models\n\nclass Migration(migrations.Migration):\n    operations = [\n${operations}\n    ]\n`,
  );

describe("Django", () => {
  it.each([
    ['        migrations.RemoveField(model_name="order", name="total"),', ["5 drops order.total"]],
    ['        migrations.RemoveField("Order", "total"),', ["5 drops order.total"]],
    ['        migrations.DeleteModel(\n            name="Order",\n        ),', ["5 drops the table order"]],
    ['        migrations.RenameField(model_name="order", old_name="a", new_name="b"),', ["5 renames order.a"]],
    ['        migrations.RenameModel(old_name="Order", new_name="Sale"),', ["5 renames the table order"]],
    [
      '        migrations.AddField(model_name="order", name="a", field=models.CharField(default="", max_length=5)),',
      ["5 adds order.a, required and without a default"],
    ],
    ['        migrations.AlterUniqueTogether(name="order", unique_together={("a", "b")}),', ["5 makes order.a, order.b unique"]],
    [
      '        migrations.AddConstraint(model_name="order", constraint=models.UniqueConstraint(fields=["a"], name="u")),',
      ["5 makes order.a unique"],
    ],
    ['        migrations.RunSQL("DROP TABLE x;", reverse_sql="DROP TABLE y;"),', ["5 drops the table x"]],
  ])("%s", (operations, expected) => {
    expect(django(operations)).toEqual(expected);
  });

  it.each([
    [
      '        migrations.CreateModel(name="Order", fields=[]),\n        migrations.AddField(model_name="order", name="a", field=models.IntegerField()),',
    ],
    ['        migrations.AddField(model_name="order", name="a", field=models.CharField(max_length=5, null=True)),'],
    ['        migrations.AddField(model_name="order", name="a", field=models.CharField(max_length=5, db_default="")),'],
    ['        migrations.AddField(model_name="order", name="tags", field=models.ManyToManyField(to="shop.tag")),'],
    ['        migrations.SeparateDatabaseAndState(state_operations=[\n            migrations.RemoveField("order", "total"),\n        ]),'],
    ['        IgnoreMigration(),\n        migrations.RemoveField("order", "total"),'],
    ['        migrations.RunSQL("UPDATE x SET a = 1", "DROP TABLE y"),'],
    ['        migrations.AlterField(model_name="order", name="a", field=models.TextField()),'],
  ])("is silent on %s", (operations) => {
    expect(django(operations)).toEqual([]);
  });
});

const rails = (body: string) => of("db/migrate/20240101120000_x.rb", `class X < ActiveRecord::Migration[8.0]\n${body}\nend\n`);

describe("Rails", () => {
  it.each([
    ["  def change\n    remove_column :users, :email, :string, null: false\n  end", ["3 drops users.email"]],
    [
      '  def up\n    drop_table "users"\n    execute "DROP TABLE x"\n  end\n  def down\n    drop_table :other\n  end',
      ["3 drops the table users", "4 drops the table x"],
    ],
    [
      "  def change\n    rename_column :users, :email, :mail\n    rename_table :a, :b\n  end",
      ["3 renames users.email", "4 renames the table a"],
    ],
    [
      "  def change\n    change_column :users, :age, :integer\n    change_column_null :users, :email, false\n  end",
      ["3 changes the type of users.age", "4 makes users.email required"],
    ],
    [
      "  def change\n    add_index :users, [:email, :tenant], unique: true\n    add_column :users, :plan, :string, null: false\n  end",
      ["3 makes users.email, users.tenant unique", "4 adds users.plan, required and without a default"],
    ],
    [
      "  def change\n    change_table :users do |t|\n      t.remove :email, :name\n      t.rename :a, :b\n    end\n  end",
      ["4 drops users.email, users.name", "5 renames users.a"],
    ],
    ["  def up\n    execute <<~SQL\n      ALTER TABLE users DROP COLUMN email;\n    SQL\n  end", ["4 drops users.email"]],
  ])("%s", (body, expected) => {
    expect(rails(body)).toEqual(expected);
  });

  it.each([
    [
      "  def change\n    # remove_column :users, :email\n    create_table :users do |t|\n      t.string :email, null: false\n    end\n    add_index :users, :email, unique: true\n  end",
    ],
    [
      "  def change\n    safety_assured do\n      remove_column :users, :email\n    end\n    safety_assured { remove_column :users, :name }\n  end",
    ],
    ["  def change\n    reversible do |dir|\n      dir.down do\n        drop_table :users\n      end\n    end\n  end"],
    [
      "  def change\n    add_column :users, :plan, :string, null: false, default: 'free'\n    change_column_null :users, :email, true\n    remove_index :users, :email\n  end",
    ],
  ])("is silent on %s", (body) => {
    expect(rails(body)).toEqual([]);
  });
});

const knex = (body: string) =>
  of(
    "migrations/20240101_x.js",
    `exports.up = async (knex) => {\n${body}\n};\nexports.down = async (knex) => {\n  await knex.schema.dropTable("users");\n};\n`,
  );

describe("calls of JavaScript, PHP and C#", () => {
  it.each([
    ['  await knex.schema.alterTable("users", (table) => {\n    table.dropColumn("email");\n  });', ["3 drops users.email"]],
    ['  await knex.schema.dropTableIfExists("users");', ["2 drops the table users"]],
    [
      '  await knex.schema.table("users", (t) => { t.renameColumn("a", "b"); t.unique(["c"]); });',
      ["2 renames users.a", "2 makes users.c unique"],
    ],
    [
      '  await knex.schema.alterTable("users", (t) => {\n    t.string("a").notNullable();\n    t.string("b").notNullable().alter();\n  });',
      ["3 adds users.a, required and without a default", "4 makes users.b required"],
    ],
    ["  await knex.raw(`ALTER TABLE users DROP COLUMN email`);", ["2 drops users.email"]],
    ['  await db.schema.alterTable("users").dropColumn("email").execute();', ["2 drops users.email"]],
  ])("Knex and Kysely: %s", (body, expected) => {
    expect(knex(body)).toEqual(expected);
  });

  it.each([
    ['  // knex.schema.dropTable("users")\n  log("knex.schema.dropTable(1)");'],
    [
      '  await knex.schema.createTable("users", (t) => { t.string("a").notNullable().unique(); t.unique(["a"]); });\n  await knex.schema.alterTable("users", (t) => { t.string("b").notNullable(); });',
    ],
    [
      '  await knex.schema.alterTable("users", (t) => { t.string("a").nullable(); t.integer("b").notNullable().defaultTo(0); t.string("c").unique(); });',
    ],
  ])("Knex is silent on %s", (body) => {
    expect(knex(body)).toEqual([]);
  });

  const typeorm = (body: string) =>
    of(
      "src/database/migrations/1715028537217-X.ts",
      `import { MigrationInterface, QueryRunner, TableColumn } from "typeorm";\n\nexport class X1715028537217 implements MigrationInterface {\n  public async up(queryRunner: QueryRunner): Promise<void> {\n${body}\n  }\n\n  public async down(queryRunner: QueryRunner): Promise<void> {\n    await queryRunner.query(\`DROP TABLE "user"\`);\n  }\n}\n`,
    );
  it.each([
    ['    await queryRunner.query(`ALTER TABLE "user" DROP COLUMN "email"`);', ["5 drops user.email"]],
    ['    await queryRunner.query("ALTER TABLE \\"user\\" RENAME TO \\"person\\"");', ["5 renames the table user"]],
    ['    await queryRunner.dropColumn("user", "email");', ["5 drops user.email"]],
    [
      '    await queryRunner.addColumn("user", new TableColumn({ name: "plan", type: "text" }));',
      ["5 adds user.plan, required and without a default"],
    ],
    ['    await queryRunner.query(`CREATE TABLE "user" ("id" SERIAL NOT NULL, CONSTRAINT "u" UNIQUE ("email"))`);', []],
    ['    await queryRunner.addColumn("user", new TableColumn({ name: "plan", type: "text", isNullable: true }));', []],
  ])("TypeORM: %s", (body, expected) => {
    expect(typeorm(body)).toEqual(expected);
  });

  const sequelize = (body: string) =>
    of(
      "migrations/20240101000000-x.js",
      `module.exports = {\n  async up(queryInterface, Sequelize) {\n${body}\n  },\n  async down(queryInterface) {\n    await queryInterface.dropTable("users");\n  },\n};\n`,
    );
  it.each([
    ['    await queryInterface.removeColumn("users", "email");', ["3 drops users.email"]],
    ['    await queryInterface.renameColumn("users", "a", "b");', ["3 renames users.a"]],
    ['    await queryInterface.changeColumn("users", "a", { type: Sequelize.STRING, allowNull: false });', ["3 makes users.a required"]],
    ['    await queryInterface.addConstraint("users", { fields: ["email"], type: "unique" });', ["3 makes users.email unique"]],
    [
      '    await queryInterface.addColumn("users", "a", { type: Sequelize.STRING, allowNull: false });',
      ["3 adds users.a, required and without a default"],
    ],
    [
      '    await queryInterface.addColumn("users", "a", { type: Sequelize.STRING });\n    await queryInterface.addIndex("users", ["a"]);',
      [],
    ],
  ])("Sequelize: %s", (body, expected) => {
    expect(sequelize(body)).toEqual(expected);
  });

  const laravel = (body: string) =>
    of(
      "database/migrations/2024_01_01_000000_x.php",
      `<?php\nreturn new class extends Migration {\n    public function up(): void\n    {\n${body}\n    }\n    public function down(): void\n    {\n        Schema::dropIfExists('users');\n    }\n};\n`,
    );
  it.each([
    [
      "        Schema::table('users', function (Blueprint $table) {\n            $table->dropColumn(['email', 'name']);\n            $table->renameColumn('a', 'b');\n        });",
      ["6 drops users.email, users.name", "7 renames users.a"],
    ],
    ["        Schema::dropIfExists('old');", ["5 drops the table old"]],
    [
      "        Schema::table('users', function (Blueprint $table) {\n            $table->string('plan');\n        });",
      ["6 adds users.plan, required and without a default"],
    ],
    [
      "        Schema::table('users', function (Blueprint $table) {\n            $table->string('plan')->nullable();\n            $table->boolean('on')->default(true);\n            $table->string('a')->change();\n        });",
      [],
    ],
    ["        Schema::create('users', function (Blueprint $table) {\n            $table->string('email')->unique();\n        });", []],
  ])("Laravel: %s", (body, expected) => {
    expect(laravel(body)).toEqual(expected);
  });

  const ef = (body: string) =>
    of(
      "Shop/Migrations/20240101120000_X.cs",
      `public partial class X : Migration\n{\n    protected override void Up(MigrationBuilder migrationBuilder)\n    {\n${body}\n    }\n\n    protected override void Down(MigrationBuilder migrationBuilder)\n    {\n        migrationBuilder.DropTable(name: "Users");\n    }\n}\n`,
    );
  it.each([
    ['        migrationBuilder.DropColumn(\n            name: "Email",\n            table: "Users");', ["5 drops users.email"]],
    ['        migrationBuilder.RenameColumn(name: "A", table: "Users", newName: "B");', ["5 renames users.a"]],
    [
      '        migrationBuilder.AlterColumn<int>(name: "A", table: "Users", type: "integer", nullable: false, oldClrType: typeof(string), oldType: "text");',
      ["5 changes the type of users.a"],
    ],
    ['        migrationBuilder.AddColumn<string>(name: "Plan", table: "Users", type: "text", nullable: false, defaultValue: "");', []],
  ])("Entity Framework: %s", (body, expected) => {
    expect(ef(body)).toEqual(expected);
  });
});
