#include "platform/schema/object.h"

namespace foyer::schema {

void annotate(json::object& schema, const Note& note) {
  if (!note.description.empty()) schema["description"] = note.description;
  if (!note.example.empty()) schema["examples"] = {note.example};
}

json::object reference_to(Definitions& defs, std::string_view name, json::object (*make)(Definitions&)) {
  const std::string key{name};
  if (!defs.contains(key)) {
    defs[key] = {};  // a placeholder ends recursion for a struct that contains itself
    defs[key] = make(defs);
  }
  return {{"$ref", "#/components/schemas/" + key}};
}

std::string choices(std::span<const std::string_view> names) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) out += i + 1 == names.size() ? " or " : ", ";
    out += '\'';
    out += names[i];
    out += '\'';
  }
  return out;
}

}  // namespace foyer::schema
