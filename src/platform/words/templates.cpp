#include "platform/words/templates.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <kainjow/mustache.hpp>
#include <stdexcept>

#include "embedded/templates.h"
#include "platform/words/texts.h"

namespace foyer::words {
namespace {

namespace mustache = kainjow::mustache;

std::string_view file(std::string_view path) {
  const auto files = embedded::templates();
  const auto found = std::ranges::lower_bound(files, path, {}, &embedded::File::path);
  if (found == files.end() || found->path != path) throw std::logic_error{fmt::format("there is no template {}", path)};
  return found->bytes;
}

mustache::data data_of(const Values& values) {
  mustache::data object{mustache::data::type::object};
  for (const auto& [name, value] : values) {
    if (!value.is_list) {
      object.set(name, mustache::data{value.text});
      continue;
    }
    mustache::data list{mustache::data::type::list};
    for (const Values& row : value.rows) list.push_back(data_of(row));
    object.set(name, list);
  }
  return object;
}

/// How a text is put down: what becomes of characters and of *emphasis*.
struct Script {
  std::string (*escape)(const std::string&);
  std::string_view strong;
  std::string_view strong_end;
};

std::string as_it_is(const std::string& text) { return text; }

constexpr std::string_view mail_strong = R"(<strong class="strong" style="color:#171821;">)";

Script script_of(std::string_view path) {
  if (!path.ends_with(".html")) return {&as_it_is, "", ""};
  return {&mustache::html_escape<std::string>, path.starts_with("mail/") ? mail_strong : "<strong>", "</strong>"};
}

/// Gives the value of a parameter, or throws.
using Parameter = std::function<std::string(const std::string& name)>;

std::string written(std::string_view text, const Script& script, const Parameter& value_of) {
  std::string out;
  assemble(text, {.words = [&](std::string_view words) { out += script.escape(std::string{words}); },
                  .parameter = [&](std::string_view name) { out += script.escape(value_of(std::string{name})); },
                  .emphasis = [&](bool begins) { out += begins ? script.strong : script.strong_end; }});
  return out;
}

const boost::json::value& text_at(Language language, std::string_view path) {
  const auto* text = find_text(language, path);
  if (text == nullptr) throw std::logic_error{fmt::format("{} has no text {}", tag_of(language), path)};
  return *text;
}

/// Mustache renders an unknown name as nothing; a mail without its link must not go out.
class StrictContext final : public mustache::context<std::string> {
 public:
  StrictContext(const mustache::data& values, const Template& source)
      : context{&values}, source_{source}, script_{script_of(source.file)} {}

  const mustache::data* get(const std::string& name) const override {
    if (name.ends_with('?')) return holds_something(context::get(name.substr(0, name.size() - 1))) ? &yes_ : nullptr;
    if (name.starts_with('@')) return &spoken_.emplace_back(text(path_of(name.substr(1))));
    const auto* found = context::get(name);
    if (found == nullptr) throw std::logic_error{fmt::format("{} needs a value for {}", source_.texts, name)};
    return found;
  }

  const mustache::data* get_partial(const std::string& name) const override {
    const std::string_view folder = source_.file.substr(0, source_.file.find('/'));
    part_ = mustache::data{std::string{file(fmt::format("{}/parts/{}.html", folder, name))}};
    return &part_;
  }

 private:
  static bool holds_something(const mustache::data* value) {
    if (value == nullptr || value->is_empty_list()) return false;
    return !value->is_string() || !value->string_value().empty();
  }

  std::string path_of(std::string_view name) const {
    const std::string_view own = source_.texts;
    const std::string_view around = name.contains('.') ? own.substr(0, own.find('.')) : own;
    return fmt::format("{}.{}", around, name);
  }

  mustache::data text(const std::string& path) const {
    const auto& found = text_at(source_.language, path);
    const auto* paragraphs = found.if_array();
    if (paragraphs == nullptr) return written_down(found);
    mustache::data list{mustache::data::type::list};
    for (const auto& one : *paragraphs) list.push_back(written_down(one));
    return list;
  }

  mustache::data written_down(const boost::json::value& text) const {
    const Parameter value_of = [this](const std::string& name) { return get(name)->string_value(); };
    return mustache::data{written(std::string_view{text.as_string()}, script_, value_of)};
  }

  const Template& source_;
  Script script_;
  mustache::data yes_{true};
  mutable mustache::data part_;
  mutable std::deque<mustache::data> spoken_;  // the renderer keeps pointers to what get() gave
};

}  // namespace

std::string render(const Template& source, const Values& values) {
  mustache::mustache parsed{std::string{file(source.file)}};
  parsed.set_custom_escape(script_of(source.file).escape);
  const mustache::data data = data_of(values);
  StrictContext context{data, source};
  std::string out = parsed.is_valid() ? parsed.render(context) : std::string{};
  if (!parsed.is_valid()) throw std::logic_error{fmt::format("{}: {}", source.file, parsed.error_message())};
  return out;
}

std::string say(Language language, std::string_view path, const Values& values) {
  const Parameter value_of = [&](const std::string& name) {
    const auto found = values.find(name);
    if (found == values.end()) throw std::logic_error{fmt::format("{} needs a value for {}", path, name)};
    return found->second.text;
  };
  return written(std::string_view{text_at(language, path).as_string()}, {&as_it_is, "", ""}, value_of);
}

bool has_text(Language language, std::string_view path) { return find_text(language, path) != nullptr; }

}  // namespace foyer::words
