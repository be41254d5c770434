#include "json.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "config/problems.h"

namespace libcontainer::internal {
namespace {

// What ParseJson says about `text`.
ConfigProblem ParseProblem(std::string_view text) {
  try {
    ParseJson(text);
  } catch (const ConfigError& error) {
    return error.problems().at(0);
  }
  return {};
}

std::string ParsedString(std::string_view text) {
  const JsonDocument document = ParseJson(text);
  const auto* value = document.value.As<std::string>();
  return value == nullptr ? "not a string" : *value;
}

TEST(Json, KeepsMembersInOrderWithDuplicates) {
  const JsonDocument document = ParseJson(R"({"b":1,"a":[],"b":{"c":null}})");
  const auto* object = document.value.As<JsonObject>();
  ASSERT_NE(object, nullptr);
  ASSERT_EQ(object->size(), 3U);
  EXPECT_EQ((*object)[0].key, "b");
  EXPECT_EQ(*(*object)[0].value.As<int64_t>(), 1);
  EXPECT_EQ((*object)[1].key, "a");
  EXPECT_TRUE((*object)[1].value.As<JsonArray>()->empty());
  EXPECT_TRUE((*object)[2].value.As<JsonObject>()->front().value.IsNull());
}

TEST(Json, KeepsIntegersExactly) {
  EXPECT_EQ(*ParseJson("9223372036854775807").value.As<int64_t>(), INT64_MAX);
  EXPECT_EQ(*ParseJson("-9223372036854775808").value.As<int64_t>(), INT64_MIN);
  EXPECT_EQ(*ParseJson("9223372036854775808").value.As<uint64_t>(), 9223372036854775808U);
  EXPECT_EQ(*ParseJson("18446744073709551615").value.As<uint64_t>(), UINT64_MAX);
  EXPECT_EQ(*ParseJson("-0").value.As<int64_t>(), 0);
}

TEST(Json, KeepsOtherNumbersAsTheyAreWritten) {
  for (const std::string number : {"1.5", "1e3", "-1.0", "18446744073709551616", "1E-2"}) {
    const JsonDocument document = ParseJson(number);
    ASSERT_NE(document.value.As<JsonNumber>(), nullptr) << number;
    EXPECT_EQ(document.value.As<JsonNumber>()->text, number);
  }
}

TEST(Json, SyntaxErrorsNameLineAndColumn) {
  struct Row {
    std::string_view text;
    std::string_view position;
  };
  const Row rows[] = {
      {"", "line 1, column 1: "},
      {"   ", "line 1, column 4: "},
      {R"({"hostname":"x")", "line 1, column 16: "},
      {"{\n  \"a\": 1,\n  b\n}", "line 3, column 3: "},
      {"{\n\"ä\": }", "line 2, column 6: "},
      {R"({"a":1,})", "line 1, column 8: "},
      {"[1 2]", "line 1, column 4: "},
      {"{'a':1}", "line 1, column 2: "},
      {R"({"a":tru})", "line 1, column 9: "},
      {"{\"a\":\"\n\"}", "line 1, column 7: "},
      {R"({"a":"\x"})", "line 1, column 8: "},
      {"[01]", "line 1, column 3: "},
      {"// comment\n{}", "line 1, column 1: "},
      {"\xFF{}", "line 1, column 1: "},
  };
  for (const Row& row : rows) {
    const ConfigProblem problem = ParseProblem(row.text);
    EXPECT_EQ(problem.key, "") << row.text;
    EXPECT_TRUE(problem.message.starts_with(row.position)) << row.text << ": " << problem.message;
    EXPECT_EQ(problem.message.find("json.exception"), std::string::npos) << problem.message;
  }
}

TEST(Json, ByteOrderMarkIsAnError) {
  EXPECT_TRUE(ParseProblem("\xEF\xBB\xBF{}").message.starts_with("line 1, column 1: "));
}

TEST(Json, NumberThatNoDoubleHoldsNamesItsKeyPath) {
  const std::string digits(400, '9');
  EXPECT_EQ(ParseProblem("{\"a\":[1,{\"b\":" + digits + "}]}").key, "a[1].b");
  EXPECT_EQ(ParseProblem("{\"a\":1,\"b\":[0,1e999]}").key, "b[1]");
}

TEST(Json, DepthIsLimited) {
  const auto nested = [](size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_EQ(ParseProblem(nested(1000)), ConfigProblem());
  EXPECT_EQ(ParseProblem(nested(1001)).message, "nested deeper than 1000 levels");
  EXPECT_EQ(ParseProblem(std::string(1000000, '[')).message, "nested deeper than 1000 levels");
}

TEST(Json, NoticesTextAfterTheValue) {
  EXPECT_FALSE(ParseJson("{} \n\t\r ").text_follows);
  EXPECT_TRUE(ParseJson("{} {").text_follows);
  EXPECT_TRUE(ParseJson("{}x").text_follows);
  EXPECT_TRUE(ParseJson("{}\n\xFF").text_follows);
}

TEST(Json, InvalidTextInStringsBecomesReplacementCharacters) {
  struct Row {
    std::string_view text;
    std::string_view value;
  };
  const Row rows[] = {
      {"\"a\xFF\xFE b\"", "a\uFFFD\uFFFD b"},
      {"\"\xC3\"", "\uFFFD"},                      // cut short by the quote
      {"\"\xC0\x80\"", "\uFFFD\uFFFD"},            // overlong
      {"\"\xED\xA0\x80\"", "\uFFFD\uFFFD\uFFFD"},  // a surrogate
      {"\"\xF4\x90\x80\x80\"", "\uFFFD\uFFFD\uFFFD\uFFFD"},
      {"\"\xF0\x9F\x98\x80\"", "\U0001F600"},
      {R"("\ud83d\ude00")", "\U0001F600"},
      {R"("\ud83d")", "\uFFFD"},
      {R"("\uDE00\uD83D")", "\uFFFD\uFFFD"},
      {R"("\ud83d\u0041")", "\uFFFDA"},
      {R"("\ud83d\n")", "\uFFFD\n"},
      {R"("\ud83d\ud83d\ude00")", "\uFFFD\U0001F600"},
      {R"("\\ud83d")", "\\ud83d"},
      {R"("\u0000x")", std::string_view("\0x", 2)},
      {R"("\/\b\f\t\"")", "/\b\f\t\""},
  };
  for (const Row& row : rows) EXPECT_EQ(ParsedString(row.text), row.value) << row.text;
}

TEST(Json, StringsAreEscapedAsTheOriginalDid) {
  struct Row {
    std::string_view text;
    std::string_view json;
  };
  const Row rows[] = {
      {"", R"("")"},
      {"a\"b\\c/", R"("a\"b\\c/")"},
      {"\n\r", R"("\n\r")"},
      {"\t\b\f\x01\x1f", R"("\u0009\u0008\u000c\u0001\u001f")"},
      {std::string_view("\0", 1), R"("\u0000")"},
      {"<a>&", R"("\u003ca\u003e\u0026")"},
      {"\x7f", "\"\x7f\""},
      {"\u2028\u2029\u2030", "\"\\u2028\\u2029\u2030\""},
      {"ä€\U0001F600", "\"ä€\U0001F600\""},
      {"\uFFFD", "\"\uFFFD\""},
      {"a\xFF\xC3", R"("a\ufffd\ufffd")"},
  };
  for (const Row& row : rows) EXPECT_EQ(Quoted(row.text), row.json) << row.json;
}

TEST(Json, KeyPathsHoldNoControlCharacters) {
  EXPECT_EQ(JoinKeys("", "a"), "a");
  EXPECT_EQ(JoinKeys("a[1]", "b"), "a[1].b");
  EXPECT_EQ(JoinKeys("a", "\x1b[31m\n"), "a.\\u001b[31m\\n");
}

}  // namespace
}  // namespace libcontainer::internal
