using AiBridge.Providers.Health;
using AiBridge.Secrets;

namespace AiBridge.Tests.Providers.Health;

public sealed class KeyStateTests
{
    private readonly ManualClock _clock = new();
    private readonly KeyState _key = new(new Secret("sk-a-key-of-the-tests-0001"));

    private DateTimeOffset Now => _clock.GetUtcNow();

    [Fact]
    public void A_limit_cools_its_model_only_and_ends_by_itself()
    {
        _key.Limited("model-a", TimeSpan.FromSeconds(30), Now);

        _key.IsFree("model-a", Now).Should().BeFalse();
        _key.IsFree("model-b", Now).Should().BeTrue();
        _key.Report(Now).Should().Be(new KeyReport("sk-a...0001", KeyStanding.CoolingDown, Now.AddSeconds(30)));
        _clock.Advance(TimeSpan.FromSeconds(30));
        _key.IsFree("model-a", Now).Should().BeTrue();
        _key.Report(Now).State.Should().Be(KeyStanding.Valid);
    }

    [Fact]
    public void No_limit_cools_it_for_longer_than_an_hour()
    {
        _key.Limited("model-a", TimeSpan.FromSeconds(287441), Now);

        _key.FreeAt("model-a").Should().Be(Now.AddHours(1));
    }

    [Fact]
    public void A_spent_quota_cools_every_model_for_five_minutes()
    {
        _key.Spent(Now);

        _key.IsFree("model-a", Now).Should().BeFalse();
        _key.IsFree("model-b", Now.AddSeconds(299)).Should().BeFalse();
        _key.IsFree("model-b", Now.AddMinutes(5)).Should().BeTrue();
    }

    [Fact]
    public void After_a_refusal_one_call_a_minute_probes_and_the_third_refusal_rejects()
    {
        for (var refusal = 1; refusal <= 3; refusal++)
        {
            _key.IsRejected.Should().BeFalse();
            _key.TryTake("m", Now).Should().BeTrue();
            _key.Refused(Now, Now);
            _key.TryTake("m", Now.AddSeconds(59)).Should().BeFalse();
            _clock.Advance(TimeSpan.FromSeconds(60));
        }

        _key.IsRejected.Should().BeTrue();
        _key.TryTake("m", Now.AddYears(1)).Should().BeFalse();
        _key.Report(Now).Should().Be(new KeyReport("sk-a...0001", KeyStanding.Rejected, null));
    }

    [Fact]
    public void Only_one_call_gets_to_probe()
    {
        _key.Refused(Now, Now);
        _clock.Advance(TimeSpan.FromSeconds(60));

        _key.TryTake("m", Now).Should().BeTrue();
        _key.TryTake("m", Now).Should().BeFalse();

        _key.Accepted(Now);
        _key.TryTake("m", Now).Should().BeTrue();
        _key.TryTake("m", Now).Should().BeTrue();
    }

    [Fact]
    public void A_probe_that_got_no_answer_passes_to_the_next_call()
    {
        _key.Refused(Now, Now);
        _clock.Advance(TimeSpan.FromSeconds(60));
        _key.TryTake("m", Now).Should().BeTrue();

        _key.Undecided(Now, Now);

        _key.TryTake("m", Now).Should().BeTrue();
        _key.TryTake("m", Now).Should().BeFalse();
    }

    [Fact]
    public void Calls_refused_at_the_same_time_are_one_refusal()
    {
        var began = Now;
        _clock.Advance(TimeSpan.FromSeconds(1));

        for (var i = 0; i < 50; i++)
            _key.Refused(began, Now);

        _key.IsRejected.Should().BeFalse();
    }

    [Fact]
    public void A_call_that_began_before_the_refusal_does_not_lift_it()
    {
        var began = Now;
        _clock.Advance(TimeSpan.FromSeconds(1));
        _key.Refused(Now, Now);

        _key.Accepted(began);

        _key.IsFree("m", Now).Should().BeFalse();
    }

    [Fact]
    public void What_it_remembers_of_models_is_bounded()
    {
        for (var i = 0; i < 1_000; i++)
            _key.Limited($"model-{i}", TimeSpan.FromSeconds(60 + i), Now);

        Enumerable.Range(0, 1_000).Count(i => !_key.IsFree($"model-{i}", Now)).Should().BeInRange(50, 100);
        _key.IsFree("model-999", Now).Should().BeFalse("the newest stays");
    }
}
