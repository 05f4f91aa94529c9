using AiBridge.Providers.Health;
using AiBridge.Secrets;

namespace AiBridge.Tests.Providers.Health;

public sealed class OAuthStateTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly ManualClock _clock = new();
    private readonly OAuthState _state = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_fetch_that_throws_is_a_fault_for_all_who_wait(bool atOnce)
    {
        var held = new TaskCompletionSource<TokenAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = FetchAsync(() => atOnce ? throw new InvalidOperationException("sk-of-the-tests") : held.Task);
        var second = atOnce ? first : FetchAsync(() => throw new NotSupportedException());
        held.SetException(new InvalidOperationException("sk-of-the-tests"));

        foreach (var answer in await Task.WhenAll(first, second).WaitAsync(Limit))
        {
            answer.Token.Should().BeNull();
            answer.Fault.Should().Be(TokenFault.Unreachable);
            answer.Problem.Should().Contain(nameof(InvalidOperationException)).And.NotContain("sk-of");
        }

        _state.Report(_clock.GetUtcNow()).State.Should().Be(OAuthStanding.Failed);
    }

    [Fact]
    public async Task After_one_that_threw_the_next_is_tried()
    {
        var now = _clock.GetUtcNow();
        var token = new AccessToken(new Secret("token-of-the-tests-0001"), now.AddHours(1), now.AddMinutes(50));
        await FetchAsync(() => throw new InvalidOperationException()).WaitAsync(Limit);

        var answer = await FetchAsync(() => Task.FromResult(new TokenAnswer(token))).WaitAsync(Limit);

        answer.Token.Should().Be(token);
        _state.Report(now).Should().Be(new OAuthReport(OAuthStanding.Valid, token.ExpiresAt, null));
    }

    private Task<TokenAnswer> FetchAsync(Func<Task<TokenAnswer>> fetch) => _state.FetchAsync(stale: null, fetch, _clock);
}
