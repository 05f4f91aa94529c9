using System.Text;
using AiBridge.Protocols.Json;

namespace AiBridge.Tests.Protocols.Json;

public sealed class JsonCursorTests
{
    [Theory]
    [InlineData("{}", "")]
    [InlineData(" { } \r\n\t", "")]
    [InlineData("""{"a":1}""", "a=1")]
    [InlineData("""{ "a" : -1.5e+3 , "b" : "x" }""", """a=-1.5e+3 b="x" """)]
    [InlineData("""{"a":true,"b":false,"c":null}""", "a=true b=false c=null")]
    [InlineData("""{"a":{"b":[1,{"c":"}]"}]},"d":[]}""", """a={"b":[1,{"c":"}]"}]} d=[]""")]
    [InlineData("""{"a":"q\"}","b":"\\","c":"\\\"","d":1}""", """a="q\"}" b="\\" c="\\\"" d=1""")]
    [InlineData("""{"a":[["\\\\"],"\\\"]"],"b":0}""", """a=[["\\\\"],"\\\"]"] b=0""")]
    public void Object_gives_its_members_as_sent(string json, string expected) =>
        Walk(json).Should().Be(expected.Trim());

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("{")]
    [InlineData("{\"a")]
    [InlineData("{\"a\"")]
    [InlineData("{\"a\":")]
    [InlineData("{\"a\":1")]
    [InlineData("{\"a\":1,")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{,\"a\":1}")]
    [InlineData("{\"a\":1 \"b\":2}")]
    [InlineData("{\"a\" 1}")]
    [InlineData("{a:1}")]
    [InlineData("{\"a\":}")]
    [InlineData("{\"a\":nul}")]
    [InlineData("{\"a\":what}")]
    [InlineData("{\"a\":\"open}")]
    [InlineData("{\"a\":\"open\\\"}")]
    [InlineData("{\"a\":[1,[2]}")]
    [InlineData("{} trailing")]
    [InlineData("{}{}")]
    [InlineData("[1]")]
    [InlineData("\"text\"")]
    [InlineData("12")]
    [InlineData("\uFEFF{}")]
    public void What_is_not_one_whole_object_is_malformed(string json) => Walk(json).Should().Be("malformed");

    [Fact]
    public void Nested_lists_can_be_entered_and_left()
    {
        var cursor = new JsonCursor("""{"skipped":{"x":[1]},"list":[{"a":1},[2,3],"four",[]],"after":5}"""u8);
        var seen = new StringBuilder();
        cursor.EnterObject().Should().BeTrue();
        while (cursor.NextMember(out var key))
        {
            seen.Append(key.Decode()).Append(' ');
            if (key.Is("list"u8) && cursor.EnterArray())
            {
                while (cursor.NextElement())
                    seen.Append(Encoding.UTF8.GetString(cursor.TakeValue().Raw)).Append(' ');
            }
        }

        cursor.AtEnd().Should().BeTrue();
        seen.ToString().Trim().Should().Be("""skipped list {"a":1} [2,3] "four" [] after""");
    }

    [Fact]
    public void Key_with_escapes_is_the_same_key()
    {
        var value = new JsonValue("""{"\u006dodel":"m","a-key-that-is-longer-than-a-vector":2}"""u8);

        value["model"u8].AsString().Should().Be("m");
        value["a-key-that-is-longer-than-a-vector"u8].AsInteger().Should().Be(2);
        value["other"u8].Kind.Should().Be(JsonKind.None);
    }

    [Fact]
    public void Last_of_duplicate_keys_wins() =>
        new JsonValue("""{"a":1,"b":0,"a":2}"""u8)["a"u8].AsInteger().Should().Be(2);

    [Theory]
    [InlineData(1_000)]
    [InlineData(1_000_000)]
    public void Deep_nesting_is_stepped_over(int depth)
    {
        var json = "{\"a\":" + new string('[', depth) + new string(']', depth) + ",\"b\":1}";

        new JsonValue(Encoding.UTF8.GetBytes(json))["b"u8].AsInteger().Should().Be(1);
        Walk(json[..(depth + 5)]).Should().Be("malformed");
    }

    private static string Walk(string json)
    {
        var cursor = new JsonCursor(Encoding.UTF8.GetBytes(json));
        if (!cursor.EnterObject())
            return "malformed";
        var seen = new List<string>();
        while (cursor.NextMember(out var key))
        {
            var name = key.Decode();
            seen.Add($"{name}={Encoding.UTF8.GetString(cursor.TakeValue().Raw)}");
        }

        return cursor.AtEnd() ? string.Join(' ', seen) : "malformed";
    }
}
