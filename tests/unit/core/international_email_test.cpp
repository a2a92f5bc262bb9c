// R2, R3 beyond ASCII: one address has one canonical form, and nothing hides in a spelling.
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "core/email.h"
#include "core/unicode.h"

namespace foyer {
namespace {

std::string canonical(std::string_view text) {
  const auto email = Email::from(text);
  return email ? email->str() : "refused";
}

struct Spellings {
  std::string canonical;
  std::vector<std::string> others;
};

TEST(R2, AllSpellingsOfAnAddressAreOneIdentity) {
  const std::vector<Spellings> all{
      {"olena@example.com",
       {"OLENA@EXAMPLE.COM", "ｏｌｅｎａ@example.com", "ＯＬＥＮＡ@ＥＸＡＭＰＬＥ.ＣＯＭ", "olena＠example.com",
        "olena@example。com", "olena@example．com", "olena@example｡com", "olena@exam\u00adple.com",
        "olena@e\u200bxample.com", "olena@ex\u2060ample.com", "ᵒlena@example.com", "𝓸𝓵𝓮𝓷𝓪@𝔢𝔵𝔞𝔪𝔭𝔩𝔢.𝔠𝔬𝔪",
        "ⓞlena@example.com", "olena﹫example.com", "olena@example\u2024com"}},
      {"o.lena@example.com", {"o\u2024lena@example.com", "o．lena@example.com", "O.LENA@example.com"}},
      {"kim@example.com", {"\u212Aim@example.com", "Kim@example.com"}},
      {"office@example.com", {"o\uFB03ce@example.com", "oﬃce@EXAMPLE.com"}},
      {"olena@xn--80aikifvh.xn--j1amh",
       {"olena@приклад.укр", "olena@ПРИКЛАД.УКР", "Olena@Приклад。укр", "olena@XN--80AIKIFVH.XN--J1AMH",
        "olena@приклад.xn--j1amh"}},
      {"olena@xn--mnchen-3ya.de",
       {"olena@münchen.de", "olena@mu\u0308nchen.de", "olena@MÜNCHEN.DE", "olena@xn--mnchen-3ya.DE"}},
      {"olena@xn--strae-oqa.de", {"olena@straße.de", "olena@Straße.DE"}},
      {"олена@example.com", {"ОЛЕНА@example.com", "Олена@EXAMPLE.com"}},
      {"josé@example.com", {"jose\u0301@example.com", "JOSE\u0301@example.com", "JOSÉ@example.com"}},
      {"σοφοσ@example.com", {"σοφος@example.com", "ΣΟΦΟΣ@example.com"}},
      {"strasse@example.com", {"straße@example.com", "STRASSE@example.com", "STRAẞE@example.com"}},
      {"їжак@xn--80aikifvh.xn--j1amh", {"ЇЖАК@приклад.укр", "і\u0308жак@приклад.укр"}},
  };
  for (const auto& [one, others] : all) {
    EXPECT_EQ(canonical(one), one);
    for (const auto& other : others) EXPECT_EQ(canonical(other), one) << other;
  }
}

TEST(R2, DifferentMailboxesStayDifferent) {
  const std::vector<std::pair<std::string, std::string>> pairs{
      {"olena@straße.de", "olena@strasse.de"},     // IDNA2008 has both, and two owners may have them
      {"olena@example.com", "оlena@example.com"},  // a Cyrillic o; confusables are out of scope, but not one identity
      {"olena@exаmple.com", "olena@example.com"},  // a Cyrillic a
      {"jose@example.com", "josé@example.com"},    //
      {"ı@example.com", "i@example.com"},          // Turkish dotless i
      {"i̇@example.com", "i@example.com"},          // what a Turkish capital folds to
      {"olena@μ.example.com", "olena@u.example.com"},
  };
  for (const auto& [a, b] : pairs) {
    EXPECT_NE(canonical(a), "refused") << a;
    EXPECT_NE(canonical(a), canonical(b)) << a << " " << b;
  }
}

TEST(R3, NothingHidesInASpelling) {
  for (const std::string text : {
           "olena\u2025x@example.com",                // two dot leader: an empty atom
           "olena\u2024@example.com",                 // a dot at the end
           "olena@example.com\uFF0Ceve@example.com",  // full-width comma
           "olena\uFF20eve@example.com",              // two @
           "olena@example.com\uFF20eve.com",          //
           "ole\u00adna@example.com",                 // invisible in a local part
           "ole\u200bna@example.com",                 //
           "ole\u200dna@example.com",                 //
           "ole\ufe0fna@example.com",                 // a variation selector
           "ole\u034fna@example.com",                 // grapheme joiner
           "ole\u115fna@example.com",                 // Hangul filler
           "ole\u3164na@example.com",                 //
           "ole\u202ena@example.com",                 // right-to-left override
           "\u0301olena@example.com",                 // a mark that would join what stands before
           "o.\u0301lena@example.com",                //
           "olena\u0301",                             // no @
           "ole\u00a0na@example.com",                 // spaces
           "ole\u3000na@example.com",                 //
           "ole\u2028na@example.com",                 //
           "ole\u0085na@example.com",                 // a C1 control
           "olena😀@example.com",                     //
           "ole\ufffdna@example.com",                 //
           "ole\ue000na@example.com",                 // private use
           "ole\u0378na@example.com",                 // unassigned
           "ole。na@example.com",                     //
           "ole\uFF02na@example.com",                 // full-width quotation mark
           "ole\uFF08na\uFF09@example.com",           // parentheses
           "＜olena@example.com＞",                   //
           "olena@[１２７.0.0.1]",                    //
           "olena@１２７.0.0.1",                      //
           "olena@example.１２３",                    //
           "olena@приклад",                           // a single label
           "olena@приклад.",                          //
           "olena@.приклад.укр",                      //
           "olena@пр иклад.укр",                      //
           "olena@при_клад.укр",                      //
           "olena@-приклад.укр",                      //
           "olena@приклад-.укр",                      //
           "olena@\u0301приклад.укр",                 //
           "olena@☃.com",                             // not in IDNA2008
           "olena@a\u200db.com",                      // a joiner without a reason
           "olena@пр≠иклад.укр",
           "olena@пр≮иклад.укр",
           "olena@пр\u2044иклад.укр",
           "olena@exam ple。com",
           "olena@exam_ple。com",
           "olena@xn--.com",                   //
           "olena@xn--a.com",                  // A-labels that encode nothing or something else
           "olena@xn--example-.com",           //
           "olena@xn--example.com",            //
           "olena@xn--exmple-4nf-.com",        //
           "olena@xn--n3h.com",                // ☃
           "olena@xn--80Ａikifvh\u00ad-.укр",  //
           "olena@xn--strae-oqa.xn--a",        //
           "olena@приклад\uFF0Fукр.com",       // full-width slash
           "olena@приклад.укр\uFF1Fsubject",   //
           "олена@\xC0\xAF.com",               //
           "олена\xED\xA0\x80@example.com",    // a surrogate
       }) {
    EXPECT_EQ(canonical(text), "refused") << text;
  }
  EXPECT_EQ(canonical(std::string{"олена@example.com\0.evil.com", 31}), "refused");
  EXPECT_EQ(canonical(std::string{"olena@приклад\0.укр", 28}), "refused");
}

TEST(R3, BoundsHoldForTheCanonicalForm) {
  std::string local;
  for (int i = 0; i < 32; ++i) local += "ї";
  EXPECT_NE(canonical(local + "@example.com"), "refused");
  EXPECT_EQ(canonical(local + "a@example.com"), "refused");
  // U+FDFA is three bytes, but eighteen letters and spaces when it is taken apart.
  EXPECT_EQ(canonical("\uFDFA@example.com"), "refused");
  std::string wide;
  for (int i = 0; i < 64; ++i) wide += "ｌ";
  EXPECT_EQ(canonical(wide + "@example.com"), std::string(64, 'l') + "@example.com");
  EXPECT_EQ(canonical(wide + "ｌ@example.com"), "refused");
  std::string label;
  for (int i = 0; i < 40; ++i) label += "ї";
  EXPECT_NE(canonical("a@" + label + ".укр"), "refused");
  EXPECT_EQ(canonical("a@" + label + label + ".укр"), "refused");
  std::string many = "a@";
  for (int i = 0; i < 40; ++i) many += "їжак.";
  EXPECT_EQ(canonical(many + "укр"), "refused");
  std::string huge;
  for (int i = 0; i < 100'000; ++i) huge += "ї";
  EXPECT_EQ(canonical(huge + "@example.com"), "refused");
}

TEST(R2, OnlyALocalPartOutsideAsciiNeedsSmtputf8) {
  EXPECT_TRUE(Email::from("олена@example.com")->needs_smtputf8());
  EXPECT_TRUE(Email::from("олена@приклад.укр")->needs_smtputf8());
  EXPECT_FALSE(Email::from("olena@приклад.укр")->needs_smtputf8());
  EXPECT_FALSE(Email::from("ｏlena@example.com")->needs_smtputf8());
  EXPECT_FALSE(Email::from("olena@example.com")->needs_smtputf8());
  EXPECT_EQ(Email::from("Олена@Приклад.УКР")->local_part(), "олена");
  EXPECT_EQ(Email::from("Олена@Приклад.УКР")->domain(), "xn--80aikifvh.xn--j1amh");
}

/// Fixed seed: a failure can be repeated.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : state_{seed} {}
  std::size_t below(std::size_t bound) {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return static_cast<std::size_t>(state_ >> 33U) % bound;
  }

 private:
  std::uint64_t state_;
};

std::string utf8(char32_t c) {
  std::string out;
  const auto put = [&](char32_t byte) { out += static_cast<char>(byte); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | (c >> 6));
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | (c >> 12));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | (c >> 18));
    put(0x80 | ((c >> 12) & 0x3F));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  }
  return out;
}

/// Pieces that normalise, fold, vanish, join or split, and characters from everywhere.
std::string piece(Draw& draw) {
  static const std::vector<std::string> pieces{"a",      "Z",      "1",           ".",
                                               "-",      "+",      "xn--",        "xn--80aikifvh",
                                               "Ї",      "і",      "\u0308",      "\u0301",
                                               "\u0345", "ß",      "ẞ",           "ς",
                                               "Σ",      "İ",      "ı",           "\u212A",
                                               "ﬃ",      "ｆ",     "．",          "。",
                                               "\u2024", "\u00ad", "\u200d",      "\u200c",
                                               "א",      "٣",      "क",           "्",
                                               "가",     "ᄀ",     "ᅡ",           "\u1E9B\u0323",
                                               "ǆ",      "ŉ",      "ᾳ",           "\u03B1\u0345\u0301",
                                               "Ａ",     "@",      "＠",          "٠",
                                               "ｱ",      "ﾞ",      "\u0BC6\u0BBE"};
  if (draw.below(3) > 0) return pieces[draw.below(pieces.size())];
  const auto c = static_cast<char32_t>(draw.below(0x3000) + 0x21);
  return utf8(c);
}

TEST(R2, TheCanonicalFormOfRandomTextIsItsOwnCanonicalForm) {
  Draw draw{42};
  int taken = 0;
  for (int i = 0; i < 40'000; ++i) {
    std::string text;
    for (std::size_t n = 1 + draw.below(4); n > 0; --n) text += piece(draw);
    text += '@';
    for (std::size_t n = 1 + draw.below(4); n > 0; --n) text += piece(draw);
    text += draw.below(2) == 0 ? ".com" : ".укр";
    const auto once = Email::from(text);
    if (!once) continue;
    ++taken;
    EXPECT_EQ(canonical(once->str()), once->str()) << text;
    EXPECT_LE(once->str().size(), Email::max_length);
    for (const char c : once->domain()) EXPECT_GT(c, ' ') << text;
  }
  EXPECT_GT(taken, 3000);
}

TEST(R2, EveryLetterIsOneIdentityInEveryCase) {
  for (char32_t c = 0x80; c < 0x20000; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;
    const std::string local = "a" + utf8(c) + "@example.com";
    const auto email = Email::from(local);
    if (!email) continue;
    ASSERT_EQ(canonical(email->str()), email->str()) << local;
    const auto folded = unicode::nfkc_casefold(utf8(c));
    ASSERT_TRUE(folded) << local;
    ASSERT_EQ(canonical("a" + *folded + "@example.com"), email->str()) << local;
  }
}

TEST(R3, EveryAsciiSignThatIsNotOfTheGrammarIsRefusedWhereverItStands) {
  const std::string international = "олена.ще@приклад.укр";
  for (const char c : std::string{"\0\t\n\r \"(),:;<>[\\]\x7f\x01\x1b", 19}) {
    for (std::size_t at = 0; at <= international.size(); ++at) {
      std::string text = international;
      text.insert(at, 1, c);
      EXPECT_EQ(canonical(text), "refused") << static_cast<int>(c) << " at " << at;
    }
  }
}

}  // namespace
}  // namespace foyer
