using System.Text;
using AiBridge.Protocols;
using AiBridge.Protocols.Json;

namespace AiBridge.Tests.Protocols;

public sealed class NamedThingsTests
{
    [Theory]
    [InlineData("file_id")]
    [InlineData("FILE_IDS")]
    [InlineData("vector_Store_ids")]
    [InlineData("Skill_ID")]
    [InlineData("containeR")]
    [InlineData("container_id")]
    public void A_name_is_found_wherever_it_stands(string name)
    {
        for (var before = 0; before < 70; before++)
        {
            for (var behind = 0; behind < 40; behind += 13)
            {
                var body = $$"""{"{{new string('p', before)}}":"id","{{name}}" :"x{{new string('q', behind)}}"}""";
                NameMarkers.Find(Encoding.UTF8.GetBytes(body), hasItems: false, out var deep).Should().BeTrue(body);
                deep.Should().BeTrue();
            }
        }
    }

    [Theory]
    [InlineData("""{"tool_use_id":"x","call_id":"y","id":"z","role":"user","owner":"n","ids":["a"]}""")]
    [InlineData("""{"text":"\"file_id\": \"x\" and \u001b \u003c"}""")]
    [InlineData("""{"name":"file_id","other":"container"}""")]
    [InlineData("""{"my_file_id":"x","file_id_":"y"}""")]
    [InlineData("{}")]
    [InlineData("")]
    public void A_body_that_names_nothing_is_not_walked(string body) => NameMarkers.Find(Encoding.UTF8.GetBytes(body), hasItems: false, out _).Should().BeFalse();

    [Fact]
    public void Items_ids_are_looked_at_where_there_are_items()
    {
        NameMarkers.Find("""{"input":[{"Id" : "rs_1"}]}"""u8, hasItems: true, out var deep).Should().BeTrue();
        deep.Should().BeFalse();
        NameMarkers.Find("""{"input":[{"id":1}]}"""u8, hasItems: true, out _).Should().BeFalse();
    }

    [Fact]
    public void An_id_counts_once_however_often_it_is_named()
    {
        var things = Of(Enumerable.Repeat("rs_1", 2 * NamedThings.MostMade));

        things.Made.Should().Equal("rs_1");
        things.Kept.Should().BeNull();
    }

    [Fact]
    public void More_ids_than_a_conversation_has_are_refused_rather_than_remembered()
    {
        var most = Of(Enumerable.Range(0, NamedThings.MostMade).Select(number => $"rs_{number}"));
        var more = Of(Enumerable.Range(0, 3 * NamedThings.MostMade).Select(number => $"rs_{number}"));

        most.Kept.Should().BeNull();
        more.Kept.Should().Be("item_reference");
        more.Made.Should().HaveCount(NamedThings.MostMade);
    }

    private static NamedThings Of(IEnumerable<string> ids)
    {
        var body = $$"""{"model":"m","input":[{{string.Join(',', ids.Select(id => $$"""{"type":"item_reference","id":"{{id}}"}"""))}}]}""";
        return NamedThings.In(new JsonValue(Encoding.UTF8.GetBytes(body)), deep: false);
    }
}
