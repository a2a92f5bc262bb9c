#include "importing/jsonl.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "importing/column_names.h"
#include "platform/schema/parse.h"

namespace foyer::importing {
namespace {

namespace json = boost::json;

constexpr std::string_view blank = " \t\r";
constexpr int sampled_lines = 100;

bool begins_an_object(std::string_view text) {
  const auto first = text.find_first_not_of(blank);
  return first != std::string_view::npos && text[first] == '{';
}

/// Where the original has a number or a flag, so may a line.
std::optional<std::string> text_of(const json::value& value, Field field) {
  if (const auto* text = value.if_string()) return std::string{text->data(), text->size()};
  if (field != &Record::active) return std::nullopt;
  if (const auto* flag = value.if_bool()) return *flag ? "true" : "false";
  if (const auto* number = value.if_int64()) return std::to_string(*number);
  return std::nullopt;
}

}  // namespace

std::expected<std::unique_ptr<Source>, std::string> JsonLinesSource::open(const std::filesystem::path& path) {
  LineReader sample{path};
  bool found = false;
  for (int i = 0; i < sampled_lines && !found; ++i) {
    const auto line = sample.next();
    if (!line) break;
    found = begins_an_object(line->text);
  }
  if (!found) return std::unexpected(std::string{"none of its lines begins a JSON object"});
  return std::unique_ptr<Source>{new JsonLinesSource{LineReader{path}}};
}

std::optional<Row> JsonLinesSource::next() {
  std::optional<Line> line = lines_.next();
  while (line && line->whole && line->text.find_first_not_of(blank) == std::string::npos) line = lines_.next();
  if (!line) return std::nullopt;
  return Row{line->number, read(*line)};
}

std::expected<Record, std::string> JsonLinesSource::read(const Line& line) {
  if (!line.whole) return std::unexpected(std::string{"the line is too long"});
  const auto value = schema::parse_strict(line.text);
  const auto* object = value ? value->if_object() : nullptr;
  if (object == nullptr) return std::unexpected(std::string{"not one JSON object in UTF-8, each member once"});
  Record record;
  for (const auto& member : *object) {
    const Field field = field_named({member.key().data(), member.key().size()});
    if (field == nullptr) {
      remember(ignored_, {member.key().data(), member.key().size()});
      continue;
    }
    if (record.*field) return std::unexpected(fmt::format("two members mean {}", name_of(field)));
    if (member.value().is_null()) continue;
    record.*field = text_of(member.value(), field);
    if (!(record.*field)) return std::unexpected(fmt::format("{}: is not text", name_of(field)));
  }
  return record;
}

}  // namespace foyer::importing
