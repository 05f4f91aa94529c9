using AiBridge.CommandLine;
using AiBridge.Contracts;
using AiBridge.Projects;
using AiBridge.Projects.Paging;

namespace AiBridge.Tests.CommandLine;

public sealed class TokenArgumentsTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("12h", "2026-05-05T00:00:00.0000000+00:00")]
    [InlineData("90d", "2026-08-02T12:00:00.0000000+00:00")]
    [InlineData("36500d", "2126-04-10T12:00:00.0000000+00:00")]
    public void A_span_counts_from_now(string span, string time) => ExpiryOf(span).Should().Be(time);

    [Theory]
    [InlineData("2027-01-31")]
    [InlineData("36501d")]
    [InlineData("-1d")]
    [InlineData("1.5h")]
    [InlineData("90m")]
    [InlineData("d")]
    [InlineData(" 12h")]
    public void What_is_no_span_is_for_the_rules_of_times_to_judge(string text) => ExpiryOf(text).Should().Be(text);

    [Fact]
    public void Without_a_word_it_never_ends() => ExpiryOf(null).Should().BeNull();

    [Fact]
    public void Permissions_may_be_joined_with_commas_or_blanks_and_a_blank_actor_is_none()
    {
        var fields = TokenArguments.Read("ci", "  ", "bridge:Invoke, secrets:* ,usage:Read", null, _clock);

        fields["permissions"]!.AsArray().Select(permission => (string?)permission).Should().Equal("bridge:Invoke", "secrets:*", "usage:Read");
        fields["actorName"].Should().BeNull();
    }

    [Fact]
    public void What_is_wrong_with_a_field_is_said_of_its_option()
    {
        var refusal = RefusedException.Faulty([new FieldProblem("expiresAt", IsoTime.Problem), new FieldProblem("actorName", "must be shorter"), new FieldProblem("projectId", "is unknown")]);

        TokenArguments.Words(refusal).Split(Environment.NewLine).Should().Equal(
            "--expires must be a time such as 2027-01-31 or 2027-01-31T12:00:00Z, or a span such as 12h or 90d.", "--actor must be shorter.", "projectId is unknown.");
        TokenArguments.Words(RefusedException.NotFound("There is none.")).Should().Be("There is none.");
    }

    private string? ExpiryOf(string? expires) => (string?)TokenArguments.Read("ci", null, "*", expires, _clock)["expiresAt"];
}
