#include "cli/cli.h"

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "cli/commands.h"

namespace foyer::cli {
namespace {

/// A parent command that wants one of its children named.
CLI::App* group(CLI::App& app, const std::string& name, const std::string& words) {
  auto* command = app.add_subcommand(name, words);
  command->require_subcommand(1);
  return command;
}

void add_fleet(CLI::App& app) {
  auto* worker =
      app.add_subcommand("worker", "Do the background work of a fleet, as a Celery worker (needs REDIS_URL)");
  auto wanted = std::make_shared<app::WorkOptions>();
  worker->add_flag("-B,--beat", wanted->with_beat, "Send periodic work as well");
  worker->add_option("-c,--concurrency", wanted->concurrency, "Jobs that run at once")
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000));
  worker->add_option("-n,--name", wanted->name, "Its name in the fleet, one for each; %h is the host")
      ->capture_default_str();
  worker->callback([wanted] { cli::worker(*wanted); });
  app.add_subcommand("beat", "Send the periodic work of a fleet, one message per slot however many beats run")
      ->callback([] { beat(); });
}

void add_migrate(CLI::App& app) {
  auto* migrate = group(app, "migrate", "Move the database schema up and down, and show where it is");

  auto* upgrade = migrate->add_subcommand("upgrade", "Apply migrations");
  auto up = std::make_shared<std::string>("head");
  upgrade->add_option("target", *up, "head, +1 or a number")->capture_default_str();
  upgrade->callback([up] { migrate_upgrade(*up); });

  auto* downgrade = migrate->add_subcommand("downgrade", "Revert migrations; data of reverted tables is lost");
  auto down = std::make_shared<std::string>();
  downgrade->add_option("target", *down, "base, -1 or a number")->required();
  downgrade->callback([down] { migrate_downgrade(*down); });

  auto json = std::make_shared<bool>(false);
  auto* history = migrate->add_subcommand("history", "List the migrations that were applied");
  history->add_flag("--json", *json, "Print JSON");
  history->callback([json] { migrate_history(*json); });
  auto* current = migrate->add_subcommand("current", "Show the schema's number and this binary's");
  current->add_flag("--json", *json, "Print JSON");
  current->callback([json] { migrate_current(*json); });

  auto* revision = migrate->add_subcommand("revision", "Start a new migration in the source tree");
  auto message = std::make_shared<std::string>();
  auto folder = std::make_shared<std::string>("migrations");
  revision->add_option("-m,--message", *message, "What it does, in a few words")->required();
  revision->add_option("--folder", *folder, "Where the files go")->capture_default_str();
  revision->callback([message, folder] { migrate_revision(*message, *folder); });
}

void add_user(CLI::App& app) {
  auto* user = group(app, "user", "Create and look after accounts");

  auto* create = user->add_subcommand("create", "Create an account that is active at once");
  auto wanted = std::make_shared<UserCreate>();
  create->add_option("email", wanted->email, "Its address")->required();
  create->add_option("--group", wanted->group, "USER, MODERATOR or ADMIN")->capture_default_str();
  create->add_flag("--password-stdin", wanted->password_from_stdin,
                   "Read the password from standard input, unprompted");
  create->callback([wanted] { user_create(*wanted); });

  auto* list = user->add_subcommand("list", "List accounts");
  auto state = std::make_shared<std::string>();
  auto limit = std::make_shared<std::int64_t>(100);
  auto json = std::make_shared<bool>(false);
  list->add_option("--state", *state, "Only pending, active or disabled ones");
  list->add_option("--limit", *limit, "At most this many")->capture_default_str()->check(CLI::Range(1, 1'000'000));
  list->add_flag("--json", *json, "Print JSON");
  list->callback([state, limit, json] { user_list(*state, *limit, *json); });

  auto account = std::make_shared<std::string>();
  auto* activate = user->add_subcommand(
      "activate", "Let an account sign in; a pending one that was registered more than once after a reset");
  activate->add_option("account", *account, "Its address or id")->required();
  activate->callback([account] { user_set_state(*account, "active"); });
  auto* disable = user->add_subcommand("disable", "Keep an account from signing in and end its sessions");
  disable->add_option("account", *account, "Its address or id")->required();
  disable->callback([account] { user_set_state(*account, "disabled"); });

  auto* set_group = user->add_subcommand("set-group", "Move an account to another group");
  auto name = std::make_shared<std::string>();
  set_group->add_option("account", *account, "Its address or id")->required();
  set_group->add_option("group", *name, "USER, MODERATOR or ADMIN")->required();
  set_group->callback([account, name] { user_set_group(*account, *name); });

  auto sure = std::make_shared<bool>(false);
  auto* erase = user->add_subcommand("erase", "Erase an account with everything in it, now and for good");
  erase->add_option("account", *account, "Its address or id")->required();
  erase->add_flag("--yes", *sure, "Yes, erase it");
  erase->callback([account, sure] { user_erase(*account, *sure); });
  auto* keep = user->add_subcommand("keep", "Call off the erasure of an account its viewer closed");
  keep->add_option("account", *account, "Its address or id")->required();
  keep->callback([account] { user_keep(*account); });
}

void add_import(CLI::App& app) {
  auto wanted = std::make_shared<Import>();
  auto* command = app.add_subcommand(
      "import",
      "Bring in the accounts of another system, with their passwords: its SQLite database, or CSV or JSON Lines with "
      "the columns email, password_hash, active, group, first_name, last_name, gender, date_of_birth, avatar, info");
  command->add_option("file", wanted->file, "The file; it is only read")->required();
  command->add_option("--format", wanted->format, "sqlite, csv or jsonl; as the file looks when not given");
  command->add_flag("--dry-run", wanted->dry_run, "Say what would happen, and write nothing");
  command->add_flag("--json", wanted->json, "Print JSON");
  command->footer(
      "Addresses that have an account already are left as they are, so an import that was cut off is completed by a "
      "second one. Inactive accounts become pending: their owners prove the address by a verification mail, which they "
      "can ask for. Accounts without a password hash sign in after a password reset.\n"
      "Exit codes: 0 every row is an account now, 3 rows were skipped (each is named), 1 the file or the database "
      "failed, 2 wrong use.");
  command->callback([wanted] { import_accounts(*wanted); });
}

void add_jobs(CLI::App& app) {
  auto* jobs = group(app, "jobs", "See and steer background work");

  auto* list = jobs->add_subcommand("list", "List jobs, the newest first");
  auto state = std::make_shared<std::string>();
  auto limit = std::make_shared<std::int64_t>(50);
  auto json = std::make_shared<bool>(false);
  list->add_option("--state", *state, "Only queued, running, done, dead or cancelled ones");
  list->add_option("--limit", *limit, "At most this many")->capture_default_str()->check(CLI::Range(1, 1'000'000));
  list->add_flag("--json", *json, "Print JSON");
  list->callback([state, limit, json] { jobs_list(*state, *limit, *json); });

  auto id = std::make_shared<std::int64_t>();
  auto* retry = jobs->add_subcommand("retry", "Queue a dead or cancelled job again");
  retry->add_option("id", *id, "Its number in the list")->required();
  retry->callback([id] { jobs_retry(*id); });
  auto* cancel = jobs->add_subcommand("cancel", "Keep a queued job from running");
  cancel->add_option("id", *id, "Its number in the list")->required();
  cancel->callback([id] { jobs_cancel(*id); });
}

void add_keys(CLI::App& app) {
  auto* keys = group(app, "keys", "See and rotate the keys that sign access tokens");
  auto json = std::make_shared<bool>(false);
  auto* list = keys->add_subcommand("list", "List them; private parts are never shown");
  list->add_flag("--json", *json, "Print JSON");
  list->callback([json] { keys_list(*json); });

  auto discard = std::make_shared<bool>(false);
  auto* rotate = keys->add_subcommand(
      "rotate", "Let the next key sign; the present one verifies what it signed until that expires");
  rotate->add_flag(
      "--discard-current", *discard,
      "The present key was stolen: remove it and all before it; every access token fails within 30 seconds");
  rotate->add_flag("--json", *json, "Print JSON");
  rotate->callback([discard, json] { keys_rotate(*discard, *json); });
}

void add_audit(CLI::App& app) {
  auto* audit = group(app, "audit", "Read the audit trail and prove that it is whole");
  auto wanted = std::make_shared<AuditList>();
  auto* list = audit->add_subcommand("list", "List events, the newest first");
  list->add_option("--user", wanted->user, "Only those of the account with this id");
  list->add_option("--event", wanted->kind, "Only those of this kind, such as authn_login_fail");
  list->add_option("--limit", wanted->limit, "At most this many")
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000'000));
  list->add_flag("--json", wanted->json, "Print JSON");
  list->callback([wanted] { audit_list(*wanted); });

  auto expected = std::make_shared<std::string>();
  auto json = std::make_shared<bool>(false);
  auto* verify = audit->add_subcommand("verify", "Check every event, and print where the trail ends");
  verify->add_option("--expect", *expected, "SEQ:HASH of an earlier check: the trail must still pass through it");
  verify->add_flag("--json", *json, "Print JSON");
  verify->callback([expected, json] { audit_verify(*expected, *json); });
}

void add_config(CLI::App& app) {
  auto* config = group(app, "config", "Look at the settings of the environment and .env");
  config->add_subcommand("check", "Say what is wrong with them, all at once")->callback([] { config_check(); });
  auto* show =
      config->add_subcommand("show", "Print each setting, its value and where that comes from; secrets are masked");
  auto json = std::make_shared<bool>(false);
  show->add_flag("--json", *json, "Print JSON");
  show->callback([json] { config_show(*json); });
  config->add_subcommand("sample", "Print an .env file that documents them all")->callback([] { config_sample(); });
}

/// CLI11 would say that a command is missing.
void refuse_unknown_command(const CLI::App& app, int argc, char** argv) {
  const CLI::App* group = &app;
  std::string name = "foyer";
  for (int i = 1; i < argc && *argv[i] != '-'; ++i) {
    const auto commands = group->get_subcommands([](const CLI::App*) { return true; });
    if (commands.empty()) return;
    const auto found = std::ranges::find(commands, argv[i], [](const CLI::App* one) { return one->get_name(); });
    if (found == commands.end())
      throw Failure{2, fmt::format("'{0}' is no command of {1}; see {1} --help", argv[i], name)};
    group = *found;
    name += fmt::format(" {}", argv[i]);
  }
}

/// CLI11 names what is missing before what it does not know, and the latter may be the cause of the former.
std::string wrong_usage(const CLI::App* app, const CLI::Error& error) {
  const auto unknown = app->remaining(true);
  std::string name = "foyer";
  for (auto chosen = app->get_subcommands(); !chosen.empty(); chosen = chosen.front()->get_subcommands()) {
    name += " " + chosen.front()->get_name();
  }
  std::string what = error.what();
  if (!unknown.empty() && unknown.front().starts_with('-')) {
    what = fmt::format("'{}' is no option of {}", unknown.front(), name);
  }
  return fmt::format("foyer: {}; see {} --help\n", what, name);
}

int run_command(int argc, char** argv) {
  CLI::App app{"Foyer: accounts and sign-in for an online cinema"};
  app.require_subcommand(1);
  app.set_version_flag("--version", FOYER_VERSION);
  app.failure_message(&wrong_usage);
  app.add_subcommand("serve", "Serve the API, its pages and its background work")->callback([] { serve(); });
  add_fleet(app);
  add_migrate(app);
  add_user(app);
  add_import(app);
  add_jobs(app);
  add_keys(app);
  add_audit(app);
  add_config(app);
  app.add_subcommand("openapi", "Print the OpenAPI 3.1 document")->callback([] { openapi(); });
  app.add_subcommand("version", "Print the version")->callback([] { std::puts(FOYER_VERSION); });

  try {
    refuse_unknown_command(app, argc, argv);
    app.parse(argc, argv);
    return 0;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  } catch (const Failure& failure) {
    std::fprintf(stderr, "foyer: %s\n", failure.what());
    return failure.exit_code;
  } catch (const app::WrongSettings& wrong) {
    std::fprintf(stderr, "foyer: %s\n", wrong.what());
    return 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "foyer: %s\n", error.what());
    return 1;
  }
}

}  // namespace

int run(int argc, char** argv) {
  const int exit_code = run_command(argc, argv);
  // A list that was cut short by a full disk must not pass for a whole one.
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return exit_code;
  std::fprintf(stderr, "foyer: not all of the output could be written: %s\n", std::strerror(errno));
  return exit_code == 0 ? 1 : exit_code;
}

}  // namespace foyer::cli
