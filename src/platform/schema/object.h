#pragma once
// The Codec of every described struct and enum.

#include <span>
#include <tuple>

#include "platform/schema/codec.h"
#include "platform/schema/describe.h"

namespace foyer::schema {

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_optional<Patch<T>> = true;

/// Adds a note's words to a member's schema.
void annotate(json::object& schema, const Note& note);
/// Remembers `make()` under `name` once and answers a reference to it.
json::object reference_to(Definitions&, std::string_view name, json::object (*make)(Definitions&));
/// "'MAN' or 'WOMAN'"
std::string choices(std::span<const std::string_view> names);

template <Described T>
struct Codec<T> {
  static std::optional<T> read(const json::value& value, Binder& binder) {
    const auto* object = value.if_object();
    if (object == nullptr) {
      binder.refuse({"object_type", "Input should be a valid object"});
      return std::nullopt;
    }
    return read_members(*object, binder, Members<T>{});
  }

  static void write(std::string& out, const T& value) {
    char separator = '{';
    boost::mp11::mp_for_each<Members<T>>([&](auto member) {
      out += separator;
      separator = ',';
      out += '"';
      out += member.name;  // a C++ identifier: nothing to escape
      out += "\":";
      Codec<std::remove_cvref_t<decltype(value.*member.pointer)>>::write(out, value.*member.pointer);
    });
    out += separator == '{' ? "{}" : "}";
  }

  static json::object schema(Definitions& defs) {
    return reference_to(defs, schema_name(static_cast<const T*>(nullptr)), &describe);
  }

 private:
  template <template <class...> class List, class... Ms>
  static std::optional<T> read_members(const json::object& object, Binder& binder, List<Ms...>) {
    // Braces fix the order of evaluation, and with it the order of the errors.
    std::tuple<decltype(read_member<Ms>(object, binder))...> members{read_member<Ms>(object, binder)...};
    return std::apply(
        [](auto&... member) -> std::optional<T> {
          if (!(member.has_value() && ...)) return std::nullopt;
          return T{std::move(*member)...};
        },
        members);
  }

  template <class M>
  static auto read_member(const json::object& object, Binder& binder) {
    using V = std::remove_cvref_t<decltype(std::declval<T>().*M::pointer)>;
    binder.enter(M::name);
    std::optional<V> out;
    if (const auto* value = object.if_contains(M::name)) {
      out = Codec<V>::read(*value, binder);
    } else if constexpr (is_optional<V>) {
      out.emplace();
    } else {
      binder.refuse(missing());
    }
    binder.leave();
    return out;
  }

  static json::object describe(Definitions& defs) {
    json::object properties;
    json::array required;
    boost::mp11::mp_for_each<Members<T>>([&](auto member) {
      using V = std::remove_cvref_t<decltype(std::declval<T>().*member.pointer)>;
      json::object property = Codec<V>::schema(defs);
      for (const Note& note : notes_of(static_cast<const T*>(nullptr))) {
        if (note.field == member.name) annotate(property, note);
      }
      properties[member.name] = std::move(property);
      if constexpr (!is_optional<V>) required.emplace_back(member.name);
    });
    json::object out{{"type", "object"}, {"properties", std::move(properties)}};
    if (!required.empty()) out["required"] = std::move(required);
    return out;
  }
};

template <DescribedEnum T>
struct Codec<T> {
  using Enumerators = boost::describe::describe_enumerators<T>;

  static std::optional<T> read(const json::value& value, Binder& binder) {
    if (const auto* text = value.if_string()) {
      if (auto found = from_name({text->data(), text->size()})) return found;
    }
    binder.refuse({"enum", "Input should be " + choices(names())});
    return std::nullopt;
  }
  static void write(std::string& out, T value) { write_string(out, to_name(value)); }
  static json::object schema(Definitions&) {
    json::array values;
    for (const auto name : names()) values.emplace_back(name);
    return {{"type", "string"}, {"enum", std::move(values)}};
  }

  static std::optional<T> from_name(std::string_view name) {
    std::optional<T> found;
    boost::mp11::mp_for_each<Enumerators>([&](auto e) {
      if (name == e.name) found = e.value;
    });
    return found;
  }
  static std::string_view to_name(T value) {
    std::string_view name;
    boost::mp11::mp_for_each<Enumerators>([&](auto e) {
      if (value == e.value) name = e.name;
    });
    return name;
  }

 private:
  static std::span<const std::string_view> names() {
    static const auto all = [] {
      std::vector<std::string_view> out;
      boost::mp11::mp_for_each<Enumerators>([&](auto e) { out.emplace_back(e.name); });
      return out;
    }();
    return all;
  }
};

template <class T>
std::string to_json(const T& value) {
  std::string out;
  out.reserve(256);
  Codec<T>::write(out, value);
  return out;
}

}  // namespace foyer::schema
