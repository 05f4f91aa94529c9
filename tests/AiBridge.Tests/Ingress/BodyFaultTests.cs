using System.Text;
using AiBridge.Configuration;
using AiBridge.Exchanges;
using AiBridge.Ingress;
using AiBridge.Protocols.Families;
using AiBridge.Tests.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiBridge.Tests.Ingress;

/// <summary>What nobody expected to fail while a body is read or looked at is told in the family's shape, and nothing is held afterwards.</summary>
public sealed class BodyFaultTests : IDisposable
{
    private const int Large = 3 * 1024 * 1024;

    private readonly Meters _meters = new();
    private readonly LiveConfiguration _configuration = new(new BridgeOptions());
    private readonly BufferBudget _budget;
    private readonly Exchange _exchange = Recording.Exchanges.Make(new FakeTimeProvider());

    public BodyFaultTests() => _budget = new BufferBudget(_configuration, TimeProvider.System);

    public void Dispose() => _meters.Dispose();

    [Fact]
    public async Task Memory_that_is_not_there_while_it_is_read_is_overloaded()
    {
        var context = Context(new FailingBody(Large));

        await Stage(_ => Task.CompletedTask).InvokeAsync(context);

        context.Response.StatusCode.Should().Be(503);
        context.Response.Headers["X-AiBridge-Error"].ToString().Should().Be("overloaded");
        context.Response.Headers.RetryAfter.ToString().Should().Be("1");
        (await AnswerAsync(context)).Should().Contain("\"type\":\"overloaded_error\"");
        _budget.Used.Should().Be(0);
    }

    [Theory]
    [InlineData(true, 503, "overloaded")]
    [InlineData(false, 500, "internal_error")]
    public async Task A_fault_of_a_stage_behind_is_told_too(bool memory, int status, string code)
    {
        var context = Context(body: null);
        ExchangeOutcome? outcome = null;
        _exchange.OnClosed((_, how) => outcome = how);

        await Stage(_ =>
        {
            _exchange.TryObserve(Large).Should().BeTrue();
            throw memory ? Shortage.Planted() : new InvalidOperationException("a fault");
        }).InvokeAsync(context);

        context.Response.StatusCode.Should().Be(status);
        context.Response.Headers["X-AiBridge-Error"].ToString().Should().Be(code);
        (await AnswerAsync(context)).Should().StartWith("{\"type\":\"error\"").And.NotContain("a fault");
        outcome!.Status.Should().Be(ExchangeStatus.Failed);
        _budget.Used.Should().Be(0);
    }

    private BodyStage Stage(RequestDelegate next) => new(next, null!, _configuration, _budget, TimeProvider.System, NullLogger<BodyStage>.Instance);

    private DefaultHttpContext Context(Stream? body)
    {
        var context = new DefaultHttpContext { RequestServices = _meters.Services };
        context.Request.Method = "POST";
        context.Response.Body = new MemoryStream();
        context.Features.Set(_exchange);
        context.Features.Set(new Arrival("anthropic", "/v1/messages", "") { Family = AnthropicFamily.Instance });
        if (body is not null)
        {
            context.Request.Body = body;
            context.Request.ContentLength = Large;
            context.Features.Set<IHttpRequestBodyDetectionFeature>(new Body());
        }

        return context;
    }

    private static async Task<string> AnswerAsync(DefaultHttpContext context)
    {
        context.Response.Body.Position = 0;
        using var answer = new StreamReader(context.Response.Body, Encoding.UTF8);
        return await answer.ReadToEndAsync();
    }

    private sealed class Body : IHttpRequestBodyDetectionFeature
    {
        public bool CanHaveBody => true;
    }

    /// <summary>Some of it comes, then memory is short.</summary>
    private sealed class FailingBody(int length) : MemoryStream(new byte[length])
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position < length / 2 ? base.ReadAsync(buffer, cancellationToken) : throw Shortage.Planted();
    }
}
