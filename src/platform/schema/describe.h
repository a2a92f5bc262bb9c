#pragma once
// One description of a struct feeds the parser, the field errors, the JSON writer and the OpenAPI document:
//
//   struct LoginRequest { Email email; Password password; std::optional<Text<1, 64>> device_name; };
//   FOYER_DESCRIBE(LoginRequest, email, password, device_name)
//   FOYER_NOTES(LoginRequest, {"device_name", "Shown in the viewer's list of devices", "Living-room TV"})
//
// Both stand in the struct's namespace. Members appear on the wire under their own names, in this order.

#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <initializer_list>
#include <string_view>

namespace foyer::schema {

/// What the types cannot say of a field. An empty example leaves the type's own.
struct Note {
  std::string_view field;
  std::string_view description;
  std::string_view example{};
};

inline std::initializer_list<Note> notes_of(const void*) { return {}; }

template <class T>
concept Described = boost::describe::has_describe_members<T>::value && std::is_class_v<T>;

template <class T>
concept DescribedEnum = boost::describe::has_describe_enumerators<T>::value;

template <class T>
using Members = boost::describe::describe_members<T, boost::describe::mod_public>;

}  // namespace foyer::schema

#define FOYER_DESCRIBE(Type, ...)                \
  BOOST_DESCRIBE_STRUCT(Type, (), (__VA_ARGS__)) \
  [[maybe_unused]] inline std::string_view schema_name(const Type*) { return #Type; }

#define FOYER_NOTES(Type, ...)                                                                 \
  [[maybe_unused]] inline std::initializer_list<::foyer::schema::Note> notes_of(const Type*) { \
    static constexpr std::initializer_list<::foyer::schema::Note> notes{__VA_ARGS__};          \
    return notes;                                                                              \
  }
