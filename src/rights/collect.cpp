#include <map>

#include "core/enum_names.h"
#include "platform/http/openapi.h"
#include "platform/schema/parse.h"
#include "rights/export_files.h"
#include "rights/exports.h"
#include "rights/exports_store.h"

namespace foyer {

struct AccountFile {
  std::int64_t id = 0;
  std::string email;
  std::string state;
  std::string group;
  Time created_at{};
  std::optional<Time> erase_at;
  std::optional<std::string> language;
};
FOYER_DESCRIBE(AccountFile, id, email, state, group, created_at, erase_at, language)

struct AuditFile {
  std::int64_t number = 0;
  Time at{};
  std::string what;
  std::string detail;
  std::optional<std::string> address;
  std::optional<std::string> user_agent;
  std::string request_id;
};
FOYER_DESCRIBE(AuditFile, number, at, what, detail, address, user_agent, request_id)

struct ExportsFile {
  Time ordered_at{};
};
FOYER_DESCRIBE(ExportsFile, ordered_at)

namespace {

/// More would make an export that no longer fits a row or a client's patience.
constexpr std::int64_t most_events = 10'000;

template <class T>
std::string file_of(const T& value) {
  const std::string text = schema::to_json(value);
  const auto parsed = schema::parse_strict(text, {});
  return parsed ? http::pretty(*parsed) : text;
}

std::vector<AuditFile> told(std::vector<AuditRow> rows) {
  std::vector<AuditFile> out;
  out.reserve(rows.size());
  for (AuditRow& row : rows) {
    out.push_back({row.seq, row.at, std::move(row.kind), std::move(row.detail), std::move(row.address),
                   std::move(row.user_agent), std::move(row.request_id)});
  }
  return out;
}

}  // namespace

Task<std::optional<std::vector<archive::File>>> Exports::collect(db::Conn& conn, UserId user) {
  const auto account = co_await parts_.accounts.find(conn, user);
  if (!account) co_return std::nullopt;
  const AuditFilter events{.user = user, .kind = std::nullopt, .limit = most_events};
  const auto ordered = co_await exports_store::find(conn, user, parts_.clock.now());
  std::map<std::string_view, std::string> files;
  files["account.json"] =
      file_of(AccountFile{account->id.value, account->email, std::string{enum_name(account->state)}, account->group,
                          account->created_at, account->erase_at, account->language});
  files["profile.json"] = file_of(co_await parts_.profiles.find(conn, user));
  files["password.json"] = file_of(co_await parts_.passwords.held(conn, user));
  files["sessions.json"] = file_of(co_await parts_.sessions.held(conn, user));
  files["known_devices.json"] = file_of(co_await parts_.devices.held(conn, user));
  files["links.json"] = file_of(co_await parts_.verification.held(conn, user));
  files["audit.json"] = file_of(told(co_await parts_.audit.list(conn, events)));
  files["exports.json"] = file_of(ordered ? std::optional{ExportsFile{ordered->ordered_at}} : std::nullopt);

  std::vector<archive::File> out{{"README.txt", export_readme(parts_.service, to_rfc3339(parts_.clock.now()))}};
  for (const ExportFile& file : export_files) out.push_back({std::string{file.name}, std::move(files.at(file.name))});
  co_return out;
}

}  // namespace foyer
