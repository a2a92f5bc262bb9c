#pragma once
// Where a value is being read and what was wrong so far. All mistakes of a request are collected before it is refused.

#include <any>
#include <functional>
#include <optional>
#include <string>
#include <typeindex>
#include <unordered_map>
#include <vector>

#include "core/error.h"
#include "core/text.h"

namespace foyer::schema {

/// Checks that depend on settings, by type, such as the password policy for NewPassword. Filled at start-up.
class Rules {
 public:
  template <class T>
  using Rule = std::function<std::optional<Violation>(const T&)>;

  template <class T>
  void add(Rule<T> rule) {
    rules_.insert_or_assign(std::type_index{typeid(T)}, std::any{std::move(rule)});
  }
  template <class T>
  std::optional<Violation> check(const T& value) const {
    const auto found = rules_.find(std::type_index{typeid(T)});
    return found == rules_.end() ? std::nullopt : std::any_cast<const Rule<T>&>(found->second)(value);
  }

 private:
  std::unordered_map<std::type_index, std::any> rules_;
};

class Binder {
 public:
  Binder(std::string origin, const Rules& rules) : path_{std::move(origin)}, rules_{&rules} {}

  void refuse(Violation why) { errors_.push_back({std::move(why.type), path_, std::move(why.msg)}); }
  void enter(std::string_view member) { path_.emplace_back(member); }
  void leave() { path_.pop_back(); }
  const Rules& rules() const noexcept { return *rules_; }
  std::vector<FieldError> take_errors() { return std::move(errors_); }

 private:
  struct Path : std::vector<std::string> {
    explicit Path(std::string origin) { push_back(std::move(origin)); }
  };
  Path path_;
  const Rules* rules_;
  std::vector<FieldError> errors_;
};

}  // namespace foyer::schema
