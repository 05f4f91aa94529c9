using AiBridge.Providers.Health;
using AiBridge.Secrets;

namespace AiBridge.Tests.Providers.Health;

public sealed class OAuthStateTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _clock = new();
    private readonly OAuthState _state;

    public OAuthStateTests() => _state = new OAuthState(_clock);

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

        _state.Report().State.Should().Be(OAuthStatus.Failed);
    }

    [Fact]
    public async Task After_one_that_threw_the_next_is_tried()
    {
        var token = new AccessToken(new Secret("token-of-the-tests-0001"), _clock.After(TimeSpan.FromHours(1)), _clock.After(TimeSpan.FromMinutes(50)));
        await FetchAsync(() => throw new InvalidOperationException()).WaitAsync(Limit);

        var answer = await FetchAsync(() => Task.FromResult(new TokenAnswer(token))).WaitAsync(Limit);

        answer.Token.Should().Be(token);
        _state.Report().Should().Be(new OAuthReport(OAuthStatus.Valid, _clock.GetUtcNow().AddHours(1), null));
    }

    private Task<TokenAnswer> FetchAsync(Func<Task<TokenAnswer>> fetch) => _state.FetchAsync(stale: null, fetch);
}
