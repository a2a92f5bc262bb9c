#include "platform/http/accept.h"

#include <cstddef>

#include "platform/http/ascii.h"

namespace foyer::http {
namespace {

/// A weight in thousandths; what is not a weight counts as 0, so a garbled preference prefers nothing.
unsigned weight_of(std::string_view text) noexcept {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return 0;
  unsigned weight = text[0] == '1' ? 1000 : 0;
  if (text.size() > 1 && text[1] != '.') return 0;
  unsigned place = 100;
  for (std::size_t i = 2; i < text.size(); ++i, place /= 10) {
    if (text[i] < '0' || text[i] > '9') return 0;
    weight += static_cast<unsigned>(text[i] - '0') * place;
  }
  return weight > 1000 ? 0 : weight;
}

struct Range {
  std::string_view name;
  unsigned weight = 1000;
};

Range range_of(std::string_view item) noexcept {
  Range range{.name = trimmed(cut(item, ';'))};
  while (!item.empty()) {
    std::string_view parameter = trimmed(cut(item, ';'));
    const std::string_view name = trimmed(cut(parameter, '='));
    if (same_word(name, "q")) range.weight = weight_of(trimmed(parameter));
  }
  return range;
}

struct Preference {
  bool named = false;  ///< in full, not by a wildcard
  std::size_t position = 0;
  unsigned weight = 0;
};

/// The most specific range that covers `type`, such as "text/html".
Preference preference_for(std::string_view type, std::string_view accept) noexcept {
  const std::string_view family = type.substr(0, type.find('/') + 1);
  Preference best;
  int best_detail = 0;
  for (std::size_t position = 0; !accept.empty(); ++position) {
    const Range range = range_of(cut(accept, ','));
    int detail = 0;
    if (same_word(range.name, type))
      detail = 3;
    else if (range.name.size() == family.size() + 1 && range.name.ends_with('*') &&
             same_word(range.name.substr(0, family.size()), family))
      detail = 2;
    else if (range.name == "*/*")
      detail = 1;
    if (detail <= best_detail) continue;
    best_detail = detail;
    best = {.named = detail == 3, .position = position, .weight = range.weight};
  }
  return best;
}

}  // namespace

bool prefers_html(std::string_view accept) noexcept {
  const Preference html = preference_for("text/html", accept);
  if (!html.named || html.weight == 0) return false;
  const Preference json = preference_for("application/json", accept);
  if (html.weight != json.weight) return html.weight > json.weight;
  return !json.named || html.position < json.position;
}

bool prefers_problem_json(std::string_view accept) noexcept {
  const Preference problem = preference_for("application/problem+json", accept);
  if (!problem.named || problem.weight == 0) return false;
  const Preference json = preference_for("application/json", accept);
  return !json.named || problem.weight >= json.weight;
}

std::optional<Language> preferred_language(std::string_view accept_language) noexcept {
  std::optional<Language> best;
  unsigned weight = 0;
  while (!accept_language.empty()) {
    const Range range = range_of(cut(accept_language, ','));
    const auto language = language_of(range.name);
    if (!language || range.weight <= weight) continue;
    best = language;
    weight = range.weight;
  }
  return best;
}

}  // namespace foyer::http
