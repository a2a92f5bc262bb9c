// What every endpoint's description owes its readers, so that a new one cannot be forgotten half-way.
#include <gtest/gtest.h>
#include <boost/json.hpp>

#include <set>
#include <string>

#include "app/contract.h"

namespace foyer::test {
namespace {

namespace json = boost::json;

class Contract : public testing::Test {
 protected:
  static const json::value& document() {
    static const json::value parsed = json::parse(app::openapi_text());
    return parsed;
  }
  /// Calls visit("get /path", operation) for each.
  template <class Visit>
  static void for_each_operation(Visit visit) {
    for (const auto& path : document().at("paths").as_object()) {
      for (const auto& one : path.value().as_object()) {
        visit(std::string{one.key()} + " " + std::string{path.key()}, one.value().as_object());
      }
    }
  }
  /// Calls visit(object) for every object of the document, however deep.
  template <class Visit>
  static void for_each_object(const json::value& value, Visit visit) {
    if (const auto* array = value.if_array()) {
      for (const auto& item : *array) for_each_object(item, visit);
    } else if (const auto* object = value.if_object()) {
      visit(*object);
      for (const auto& member : *object) for_each_object(member.value(), visit);
    }
  }
};

std::string text_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string{value->as_string()} : "";
}

/// "#/components/schemas/Name" to the schema; anything else to itself.
const json::object& resolved(const json::value& document, const json::object& schema) {
  const auto reference = text_of(schema, "$ref");
  if (reference.empty()) return schema;
  boost::system::error_code failed;
  const auto* target = document.find_pointer(reference.substr(1), failed);
  if (target == nullptr) throw std::logic_error{"points nowhere: " + reference};
  return target->as_object();
}

bool fits(const json::value& document, const json::value& example, const json::object& schema_or_reference) {
  const json::object& schema = resolved(document, schema_or_reference);
  if (const auto* choices = schema.if_contains("anyOf")) {
    for (const auto& choice : choices->as_array()) {
      if (fits(document, example, choice.as_object())) return true;
    }
    return false;
  }
  const std::string type = text_of(schema, "type");
  if (type == "null") return example.is_null();
  if (type == "integer") return example.is_int64() || example.is_uint64();
  if (type == "boolean") return example.is_bool();
  if (type == "array") return example.is_array();
  if (type == "string") {
    const auto* max = schema.if_contains("maxLength");
    return example.is_string() && !example.as_string().empty() &&
           (max == nullptr || example.as_string().size() <= static_cast<std::size_t>(max->to_number<std::int64_t>()));
  }
  if (type != "object" || !example.is_object()) return false;
  for (const auto& name : schema.at("required").as_array()) {
    if (!example.as_object().contains(name.as_string())) return false;
  }
  return true;
}

TEST_F(Contract, EveryReferenceLeadsSomewhere) {
  int references = 0;
  for_each_object(document(), [&](const json::object& object) {
    const auto reference = text_of(object, "$ref");
    if (reference.empty()) return;
    ++references;
    ASSERT_TRUE(reference.starts_with("#/")) << reference;
    EXPECT_NO_THROW(resolved(document(), object)) << reference;
  });
  EXPECT_GT(references, 0);
}

TEST_F(Contract, EverySchemaIsUsed) {
  std::set<std::string> used;
  for_each_object(document(), [&](const json::object& object) { used.insert(text_of(object, "$ref")); });
  for (const auto& schema : document().at("components").at("schemas").as_object()) {
    EXPECT_TRUE(used.contains("#/components/schemas/" + std::string{schema.key()})) << schema.key();
  }
}

TEST_F(Contract, OperationsHaveNamesOfTheirOwn) {
  std::set<std::string> ids;
  for_each_operation([&](const std::string& where, const json::object& operation) {
    EXPECT_TRUE(ids.insert(text_of(operation, "operationId")).second) << where;
    EXPECT_FALSE(text_of(operation, "operationId").empty()) << where;
  });
  EXPECT_GE(ids.size(), 17U);
}

TEST_F(Contract, OperationsSayWhatTheyAreFor) {
  for_each_operation([](const std::string& where, const json::object& operation) {
    EXPECT_FALSE(text_of(operation, "summary").empty()) << where;
    ASSERT_EQ(operation.at("tags").as_array().size(), 1U) << where;
    EXPECT_FALSE(operation.at("tags").as_array()[0].as_string().empty()) << where;
  });
}

TEST_F(Contract, OperationsSayHowTheyEnd) {
  for_each_operation([](const std::string& where, const json::object& operation) {
    const auto& responses = operation.at("responses").as_object();
    for (const char* status : {"200", "503"}) EXPECT_TRUE(responses.contains(status)) << where << ' ' << status;
    EXPECT_EQ(operation.contains("requestBody"), responses.contains("415")) << where;
    EXPECT_EQ(operation.contains("requestBody"), responses.contains("413")) << where;
    for (const auto& response : responses) {
      const auto& one = response.value().as_object();
      EXPECT_FALSE(text_of(one, "description").empty()) << where << ' ' << response.key();
      const bool is_file = where == "get /api/v1/user/export" && response.key() == "200";
      const char* type = is_file ? "application/zip" : "application/json";
      EXPECT_TRUE(one.at("content").as_object().contains(type)) << where << ' ' << response.key();
    }
  });
}

TEST_F(Contract, OperationsOfViewersAreGuardedAndOthersAreOpen) {
  std::set<std::string> guarded;
  for_each_operation([&](const std::string& where, const json::object& operation) {
    bool is_viewers = where.contains("/user") && !where.ends_with("/undo-email-change");
    for (const char* path : {"/change-password", "/reauthenticate", "/sessions", "/logout-all"}) {
      is_viewers = is_viewers || where.contains(path);
    }
    EXPECT_EQ(operation.contains("security"), is_viewers) << where;
    if (!operation.contains("security")) return;
    guarded.insert(where);
    EXPECT_TRUE(operation.at("responses").as_object().contains("401")) << where;
    for (const auto& way : operation.at("security").as_array()) {
      for (const auto& scheme : way.as_object()) {
        EXPECT_TRUE(document().at("components").at("securitySchemes").as_object().contains(scheme.key())) << where;
      }
    }
  });
  EXPECT_GE(guarded.size(), 7U);
}

TEST_F(Contract, ExamplesFitTheirTypes) {
  int examples = 0;
  const auto expect_fit = [&](const json::value& example, const json::object& schema) {
    ++examples;
    EXPECT_TRUE(fits(document(), example, schema)) << json::serialize(example) << " is no " << json::serialize(schema);
  };
  for_each_object(document(), [&](const json::object& object) {
    const auto* given = object.if_contains("examples");
    if (given == nullptr) return;
    if (const auto* list = given->if_array()) {
      for (const auto& example : *list) expect_fit(example, object);
    } else {
      for (const auto& example : given->as_object()) {
        expect_fit(example.value().at("value"), object.at("schema").as_object());
      }
    }
  });
  EXPECT_GT(examples, 50);
}

TEST_F(Contract, TheLoginFormIsTheOneOfOAuth2) {
  const auto& content = document().at("paths").at("/api/v1/auth/login").at("post").at("requestBody").at("content");
  const auto& form = content.at("application/x-www-form-urlencoded").at("schema").as_object();
  EXPECT_TRUE(form.at("properties").as_object().contains("username"));
  EXPECT_FALSE(form.at("properties").as_object().contains("email"));
  const json::array required{"username", "password"};
  EXPECT_EQ(form.at("required"), required);
  const json::array of_json{"email", "password"};
  EXPECT_EQ(resolved(document(), content.at("application/json").at("schema").as_object()).at("required"), of_json);
}

TEST_F(Contract, PasswordsAndTokensAreNeverInAnAddress) {
  for_each_operation([](const std::string& where, const json::object& operation) {
    const auto* parameters = operation.if_contains("parameters");
    if (parameters == nullptr) return;
    for (const auto& parameter : parameters->as_array()) {
      const auto name = text_of(parameter.as_object(), "name");
      // The mailed activation link is the one exception: it works once, and a browser's visit only shows a page.
      EXPECT_TRUE(!name.contains("password") && (!name.contains("token") || where == "get /api/v1/auth/verify"))
          << where << ' ' << name;
    }
  });
}

}  // namespace
}  // namespace foyer::test
