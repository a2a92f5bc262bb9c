#include <fmt/format.h>

#include "app/server_secret.h"
#include "app/services.h"
#include "cli/commands.h"
#include "cli/table.h"
#include "core/enum_names.h"
#include "importing/importing.h"
#include "platform/async/block_on.h"
#include "platform/crypto/digest.h"
#include "platform/schema/object.h"

namespace foyer::cli {
namespace {

struct RemarkLine {
  std::int64_t row = 0;
  std::string email;
  std::string reason;
};
FOYER_DESCRIBE(RemarkLine, row, email, reason)

struct ImportLine {
  std::string format;
  bool dry_run = false;
  std::int64_t rows = 0;
  std::int64_t imported = 0;
  std::int64_t already_here = 0;
  std::int64_t skipped = 0;
  std::int64_t pending = 0;
  std::int64_t without_password = 0;
  std::vector<std::string> ignored_columns;
  std::vector<RemarkLine> skipped_rows;
  std::vector<RemarkLine> trimmed_rows;
};
FOYER_DESCRIBE(ImportLine, format, dry_run, rows, imported, already_here, skipped, pending, without_password,
               ignored_columns, skipped_rows, trimmed_rows)

/// The database and what writing accounts into it needs.
class Target {
 public:
  /// A dry run changes nothing, so it needs no secret.
  Target(const app::Settings& settings, bool dry_run)
      : settings_{settings},
        storage_{app::open_storage(settings, clock_)},
        hasher_{settings.hash_cost, random_},
        peppers_{app::peppered(settings, hasher_, random_)} {
    app::require_head(storage_);
    app::require_pepper(storage_, peppers_.get());
    if (!dry_run) open_trail();
  }

  void run(importing::Source& source, importing::Options options, importing::Report& report) {
    importing::Importing importing{options, {*storage_.db, audit_.get(), peppers_.get(), clock_}};
    block_on(importing.run(source, report));
  }

 private:
  void open_trail() {
    const Secret secret = app::secret_of(settings_, storage_, random_);
    audit_ = std::make_unique<Audit>(crypto::derive_key(secret, "foyer/audit"), clock_, random_);
  }

  const app::Settings& settings_;
  SystemClock clock_;
  crypto::SystemRandom random_;
  app::Storage storage_;
  crypto::SystemPasswordHasher hasher_;
  std::unique_ptr<crypto::PepperedHasher> peppers_;
  std::unique_ptr<Audit> audit_;
};

importing::OpenSource open_or_fail(const Import& wanted) {
  std::optional<importing::Format> format;
  if (!wanted.format.empty()) {
    format = enum_from<importing::Format>(wanted.format);
    if (!format) throw Failure{2, fmt::format("'{}' is none of sqlite, csv, jsonl", wanted.format)};
  }
  auto opened = importing::open_source(wanted.file, format);
  if (!opened) throw Failure{1, opened.error()};
  return std::move(*opened);
}

std::int64_t skipped(const importing::Report& report) { return static_cast<std::int64_t>(report.skipped.size()); }

void print_json(const importing::Report& report, importing::Format format, bool dry_run) {
  ImportLine line{.format = std::string{enum_name(format)},
                  .dry_run = dry_run,
                  .rows = report.rows,
                  .imported = report.imported,
                  .already_here = report.already_here,
                  .skipped = skipped(report),
                  .pending = report.pending,
                  .without_password = report.without_password,
                  .ignored_columns = report.ignored_columns,
                  .skipped_rows = {},
                  .trimmed_rows = {}};
  for (const auto& one : report.skipped) line.skipped_rows.push_back({one.row, one.email, one.reason});
  for (const auto& one : report.trimmed) line.trimmed_rows.push_back({one.row, one.email, one.reason});
  print_line(schema::to_json(line));
}

void print_remarks(const std::string& heading, const std::vector<importing::Remark>& remarks) {
  if (remarks.empty()) return;
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : remarks) rows.push_back({std::to_string(one.row), one.email, one.reason});
  print_table({"ROW", "EMAIL", heading}, rows);
}

void print_words(const importing::Report& report, bool dry_run) {
  print_remarks("SKIPPED BECAUSE", report.skipped);
  print_remarks("LEFT OUT OF THE PROFILE", report.trimmed);
  for (const std::string& column : report.ignored_columns) print_line(fmt::format("Column {} was ignored.", column));
  print_line(fmt::format("{} rows: {} {}, {} already here, {} skipped.", report.rows, report.imported,
                         dry_run ? "would be imported" : "imported", report.already_here, skipped(report)));
  if (report.pending > 0) {
    print_line(
        fmt::format("{} of the imported are pending: inactive until their owners prove the address.", report.pending));
  }
  if (report.without_password > 0) {
    print_line(
        fmt::format("{} of the imported have no password: they sign in after a reset.", report.without_password));
  }
}

}  // namespace

void import_accounts(const Import& wanted) {
  const auto opened = open_or_fail(wanted);
  const app::Settings settings = load_settings();
  Target target{settings, wanted.dry_run};
  importing::Report report;
  const importing::Options options{.dry_run = wanted.dry_run, .allow_smtputf8 = settings.allow_smtputf8};
  try {
    target.run(*opened.source, options, report);
  } catch (const std::exception& failure) {
    throw Failure{1, fmt::format("{}; {} accounts had been imported before that: run it again for the others",
                                 failure.what(), report.imported)};
  }
  if (wanted.json) {
    print_json(report, opened.format, wanted.dry_run);
  } else {
    print_words(report, wanted.dry_run);
  }
  if (!report.skipped.empty())
    throw Failure{3, skipped(report) == 1 ? "a row was skipped" : fmt::format("{} rows were skipped", skipped(report))};
}

}  // namespace foyer::cli
