using AiBridge.Protocols;

namespace AiBridge.Tests.Protocols.Bounds;

public sealed class ToolCallDraftsTests
{
    private readonly ToolCallDrafts _drafts = new(new FactsBudget());

    [Fact]
    public void Of_two_that_are_alike_the_one_begun_last_is_meant()
    {
        var first = Begin(1, "a", group: 0);
        var second = Begin(1, "a", group: 0);
        var elsewhere = Begin(1, "a", group: 7);

        _drafts.Last(1).Should().BeSameAs(second);
        _drafts.WithId("a").Should().BeSameAs(second);
        _drafts.LastOf(7).Should().BeSameAs(elsewhere);
        _drafts.Identify(first, "b", null);
        _drafts.Identify(first, "a", null);
        _drafts.WithId("a").Should().BeSameAs(second);
        _drafts.WithId("b").Should().BeNull();
    }

    [Fact]
    public void They_are_told_in_the_order_in_which_they_were_begun()
    {
        var drafts = Enumerable.Range(0, 4).Select(number => Begin(number, $"t{number}", group: 0)).ToArray();

        ToolCallDrafts.End(drafts[3]);
        ToolCallDrafts.End(drafts[1]);
        _drafts.ToTold().Should().Equal("t1", "t3");
        _drafts.LastOpen().Should().BeSameAs(drafts[2]);
        _drafts.EndAll();

        _drafts.ToTold().Should().Equal("t0", "t1", "t2", "t3");
        _drafts.LastOpen().Should().BeNull();
    }

    [Fact]
    public void A_group_ends_without_the_others()
    {
        Begin(0, "a", group: 0);
        Begin(0, "b", group: 1);

        _drafts.EndGroup(1);

        _drafts.ToTold().Should().Equal("b");
    }

    [Fact]
    public void One_for_which_there_is_no_room_is_nobodys()
    {
        for (var number = 0; number < FactsBudget.Most / FactsBudget.Fact; number++)
            Begin(number, $"t{number}", group: 0);

        var lost = Begin(-5, "lost", group: 0);
        lost.Replace("input");
        ToolCallDrafts.End(lost);

        _drafts.WithId("lost").Should().BeNull();
        _drafts.Last(-5).Should().BeNull();
        _drafts.ToTold().Should().NotContain("lost");
    }

    private ToolCallDraft Begin(long number, string id, long group)
    {
        var draft = _drafts.Begin(number, group);
        _drafts.Identify(draft, id, "Read");
        return draft;
    }
}

internal static class ToldCalls
{
    public static IEnumerable<string> ToTold(this ToolCallDrafts drafts) => drafts.Ended().Select(use => use.Id);
}
