using AiBridge.Providers.Health;
using AiBridge.Secrets;

namespace AiBridge.Tests.Providers.Health;

public sealed class KeyStateTests
{
    private const string A = "tok_a";
    private const string B = "tok_b";
    private const string C = "tok_c";

    private readonly FakeTimeProvider _clock = new();
    private readonly KeyState _key;

    public KeyStateTests() => _key = new KeyState(new Secret("sk-a-key-of-the-tests-0001"), _clock);

    private long Now => _clock.GetTimestamp();

    [Fact]
    public void A_limit_cools_its_model_only_and_ends_by_itself()
    {
        _key.Limited("model-a", TimeSpan.FromSeconds(30));

        _key.IsFree(A, "model-a").Should().BeFalse();
        _key.IsFree(A, "model-b").Should().BeTrue();
        _key.Report().Should().Be(new KeyReport("sk-a...0001", KeyStatus.CoolingDown, _clock.GetUtcNow().AddSeconds(30)));
        Advance(30);
        _key.IsFree(A, "model-a").Should().BeTrue();
        _key.Report().State.Should().Be(KeyStatus.Valid);
    }

    [Fact]
    public void No_limit_cools_it_for_longer_than_an_hour()
    {
        _key.Limited("model-a", TimeSpan.FromSeconds(287441));

        _key.Wait(A, "model-a").Should().Be(TimeSpan.FromHours(1));
    }

    [Theory]
    [InlineData("Refused", 60)]
    [InlineData("Spent", 300)]
    public void What_one_caller_meets_keeps_that_caller_from_it_for_a_while_and_nobody_else(string name, int seconds)
    {
        var fault = Enum.Parse<KeyFault>(name);
        for (var i = 0; i < 10; i++)
            Fails(A, fault).Should().BeFalse("it is the same caller");

        (_key.IsFree(A, "m"), _key.IsFree(B, "m")).Should().Be((false, true));
        _key.Report().Should().Be(new KeyReport("sk-a...0001", KeyStatus.Valid, null));
        Advance(seconds - 1);
        _key.IsFree(A, "other").Should().BeFalse();
        Advance(1);
        _key.IsFree(A, "m").Should().BeTrue();
    }

    [Theory]
    [InlineData("Refused", "Rejected", 60)]
    [InlineData("Spent", "CoolingDown", 300)]
    public void What_two_callers_meet_holds_for_all(string name, string standing, int seconds)
    {
        var fault = Enum.Parse<KeyFault>(name);
        Fails(A, fault);
        Advance(1);

        Fails(B, fault).Should().BeTrue();

        _key.IsFree(C, "m").Should().BeFalse();
        _key.Report().Should().Be(new KeyReport("sk-a...0001", Enum.Parse<KeyStatus>(standing), _clock.GetUtcNow().AddSeconds(seconds)));
        Advance(seconds);
        _key.TryTake(C, "m").Should().BeTrue();
    }

    [Fact]
    public void Two_callers_that_meet_different_things_confirm_neither()
    {
        Fails(A, KeyFault.Refused);
        _key.Accepted(B, Now, served: false);

        Fails(B, KeyFault.Spent).Should().BeFalse();

        _key.IsFree(C, "m").Should().BeTrue();
    }

    [Theory]
    [InlineData("Refused")]
    [InlineData("Spent")]
    public void A_call_that_went_well_in_between_refutes_the_first_but_lifts_only_its_own_callers_doubt(string name)
    {
        var fault = Enum.Parse<KeyFault>(name);
        Fails(A, fault);
        Advance(1);
        _key.Accepted(C, Now, served: true);
        _key.IsFree(A, "m").Should().BeFalse();
        Advance(1);

        Fails(B, fault).Should().BeFalse("the key was good a moment ago");

        _key.IsFree(C, "m").Should().BeTrue();
        _key.Accepted(B, Now, served: true);
        (_key.IsFree(A, "m"), _key.IsFree(B, "m")).Should().Be((false, true));
    }

    [Fact]
    public void A_call_that_began_before_the_refusal_refutes_nothing()
    {
        var began = Now;
        Advance(1);
        Fails(A);
        _key.Accepted(C, began, served: true);

        Fails(B).Should().BeTrue();
        _key.Accepted(C, began, served: true);
        _key.IsRejected.Should().BeTrue();
    }

    [Fact]
    public void The_bridges_own_probe_confirms_a_refusal_and_its_pauses_grow_to_a_quarter_of_an_hour_for_ever()
    {
        foreach (var minutes in (int[])[1, 2, 4, 8, 15, 15, 15])
        {
            _key.TryTake(A, "m").Should().BeTrue();
            Fails(A).Should().BeFalse();
            Probe(refused: true).Should().BeTrue();
            _key.Report().Should().Be(new KeyReport("sk-a...0001", KeyStatus.Rejected, _clock.GetUtcNow().AddMinutes(minutes)));
            Advance((minutes * 60) - 1);
            _key.TryTake(B, "m").Should().BeFalse();
            Advance(1);
        }

        _key.TryTake(B, "m").Should().BeTrue();
        _key.Accepted(B, Now, served: true);
        _key.Report().State.Should().Be(KeyStatus.Valid);
        Fails(A);
        Probe(refused: true);
        _key.Report().Until.Should().Be(_clock.GetUtcNow().AddMinutes(1), "it begins anew");
    }

    [Fact]
    public void A_probe_that_is_accepted_confirms_and_clears_nothing()
    {
        Fails(A);
        Probe(refused: false).Should().BeFalse();

        _key.IsFree(A, "m").Should().BeFalse();
        Fails(B).Should().BeTrue("the model list may be anybody's to read");
    }

    [Fact]
    public void A_probe_confirms_nothing_that_was_refuted_meanwhile()
    {
        Fails(A);
        _key.TryBeginProbe().Should().BeTrue();
        var began = Now;
        Advance(1);
        _key.Accepted(C, Now, served: true);

        _key.EndProbe(refused: true, began).Should().BeFalse();

        _key.IsFree(C, "m").Should().BeTrue();
    }

    [Fact]
    public void Probes_are_one_at_a_time_and_at_most_one_a_minute()
    {
        Fails(A);
        _key.TryBeginProbe().Should().BeTrue();
        Advance(60);
        _key.TryBeginProbe().Should().BeFalse("one is under way");
        _key.EndProbe(refused: false, Now);
        _key.TryBeginProbe().Should().BeTrue();
        _key.EndProbe(refused: false, Now);

        Advance(59);
        _key.TryBeginProbe().Should().BeFalse();
        Advance(1);
        _key.TryBeginProbe().Should().BeTrue();
    }

    [Fact]
    public void Only_one_call_gets_to_decide_about_a_rejected_key()
    {
        Reject();
        Advance(60);

        _key.TryTake(C, "m").Should().BeTrue();
        _key.TryTake(B, "m").Should().BeFalse();

        _key.Accepted(C, Now, served: true);
        (_key.TryTake(B, "m"), _key.TryTake(B, "m")).Should().Be((true, true));
    }

    [Fact]
    public void One_that_is_refused_to_a_single_caller_leaves_the_decision_to_the_next()
    {
        Reject();
        Advance(60);
        _key.TryTake(A, "m").Should().BeTrue();

        Fails(A).Should().BeFalse();

        _key.TryTake(A, "m").Should().BeFalse();
        _key.TryTake(B, "m").Should().BeTrue();
        _key.Accepted(B, Now, served: true);
        _key.IsRejected.Should().BeFalse();
    }

    [Fact]
    public void One_that_got_no_answer_passes_to_the_next_call()
    {
        Reject();
        Advance(60);
        _key.TryTake(A, "m").Should().BeTrue();

        _key.Undecided(Now);

        _key.TryTake(B, "m").Should().BeTrue();
        _key.TryTake(C, "m").Should().BeFalse();
    }

    [Fact]
    public void Calls_refused_at_the_same_time_are_one_refusal()
    {
        var began = Now;
        Advance(1);

        for (var i = 0; i < 50; i++)
            _key.Failed(i % 2 == 0 ? A : B, KeyFault.Refused, began, words: null);

        _key.Report().Until.Should().Be(_clock.GetUtcNow().AddMinutes(1));
    }

    [Fact]
    public void What_it_remembers_of_models_and_callers_is_bounded()
    {
        for (var i = 0; i < 1_000; i++)
            _key.Limited($"model-{i}", TimeSpan.FromSeconds(60 + i));
        for (var i = 0; i < 5_000; i++)
        {
            Fails($"tok_{i}");
            _key.Accepted("tok_good", Now, served: true);
        }

        Enumerable.Range(0, 1_000).Count(i => !_key.IsFree("tok_good", $"model-{i}")).Should().BeInRange(50, 100);
        _key.IsFree("tok_good", "model-999").Should().BeFalse("the newest stays");
        Enumerable.Range(0, 5_000).Count(i => !_key.IsFree($"tok_{i}", "m")).Should().BeInRange(500, 1_000);
        _key.IsFree("tok_4999", "m").Should().BeFalse("the newest stays");
    }

    private void Reject()
    {
        Fails(A);
        Fails(B);
        _key.IsRejected.Should().BeTrue();
    }

    private bool Fails(string caller, KeyFault fault = KeyFault.Refused) => _key.Failed(caller, fault, Now, words: null);

    private bool Probe(bool refused)
    {
        _key.TryBeginProbe().Should().BeTrue();
        return _key.EndProbe(refused, Now);
    }

    private void Advance(int seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));
}
