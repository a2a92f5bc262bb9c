#include "platform/mail/templates.h"

#include <fmt/format.h>

#include <algorithm>
#include <kainjow/mustache.hpp>
#include <stdexcept>

#include "embedded/templates.h"

namespace foyer::mail {
namespace {

namespace mustache = kainjow::mustache;

std::string_view file(const std::string& path) {
  const auto files = embedded::templates();
  const auto found = std::ranges::lower_bound(files, path, {}, &embedded::File::path);
  if (found == files.end() || found->path != path) throw std::logic_error{"there is no template " + path};
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

/// Mustache renders an unknown name as nothing; a mail without its link must not go out.
class StrictContext final : public mustache::context<std::string> {
 public:
  StrictContext(const mustache::data& values, std::string path) : context{&values}, path_{std::move(path)} {}

  const mustache::data* get(const std::string& name) const override {
    if (name.ends_with('?')) return holds_something(context::get(name.substr(0, name.size() - 1))) ? &yes_ : nullptr;
    const auto* found = context::get(name);
    if (found == nullptr) throw std::logic_error{fmt::format("{} needs a value for {}", path_, name)};
    return found;
  }

  const mustache::data* get_partial(const std::string& name) const override {
    const std::string folder = path_.substr(0, path_.find('/'));
    part_ = mustache::data{std::string{file(fmt::format("{}/parts/{}.html", folder, name))}};
    return &part_;
  }

 private:
  static bool holds_something(const mustache::data* value) {
    if (value == nullptr || value->is_empty_list()) return false;
    return !value->is_string() || !value->string_value().empty();
  }

  std::string path_;
  mustache::data yes_{true};
  mutable mustache::data part_;
};

std::string as_it_is(const std::string& text) { return text; }

std::string render(const std::string& path, const Values& values) {
  mustache::mustache parsed{std::string{file(path)}};
  if (path.ends_with(".txt")) parsed.set_custom_escape(as_it_is);
  const mustache::data data = data_of(values);
  StrictContext context{data, path};
  std::string out = parsed.is_valid() ? parsed.render(context) : std::string{};
  if (!parsed.is_valid()) throw std::logic_error{path + ": " + parsed.error_message()};
  return out;
}

std::string first_line(std::string_view text) { return std::string{text.substr(0, text.find('\n'))}; }

/// The opening paragraph on one line: what a mailbox shows beside the subject.
std::string preview_of(std::string_view text) {
  std::string paragraph{text.substr(0, text.find("\n\n"))};
  std::ranges::replace(paragraph, '\n', ' ');
  return paragraph;
}

}  // namespace

Rendered render_mail(std::string_view name, const Values& values) {
  const std::string path = fmt::format("mail/{}", name);
  Rendered mail;
  mail.subject = first_line(render(path + ".subject.txt", values));
  mail.text = render(path + ".txt", values);
  Values around = values;
  around.insert_or_assign("subject", mail.subject);
  around.insert_or_assign("preview", preview_of(mail.text));
  around.insert_or_assign("content", render(path + ".html", values));
  mail.html = render("mail/layout.html", around);
  return mail;
}

std::vector<Values> cut_at_links(std::string_view text) {
  std::vector<Values> rows;
  while (!text.empty()) {
    const auto begin = std::min(text.find("https://"), text.find("http://"));
    if (begin == std::string_view::npos) {
      rows.push_back({{"text", text}, {"link", ""}});
      break;
    }
    const auto end = std::min(text.find_first_of(" \t\r\n<>\"", begin), text.size());
    rows.push_back({{"text", text.substr(0, begin)}, {"link", text.substr(begin, end - begin)}});
    text.remove_prefix(end);
  }
  return rows;
}

std::string render_page(std::string_view name, const Values& values) {
  return render(fmt::format("pages/{}.html", name), values);
}

}  // namespace foyer::mail
