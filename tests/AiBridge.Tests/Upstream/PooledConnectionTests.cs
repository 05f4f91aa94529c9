using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using System.Text;
using AiBridge.Configuration;
using AiBridge.Telemetry;
using AiBridge.Upstream.Connecting;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.Tests.Upstream;

/// <summary>A connection between two requests, at moments that no test of the whole can hit.</summary>
public sealed class PooledConnectionTests : IDisposable
{
    private static readonly byte[] Question = Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\n\r\n");
    private static readonly byte[] Answer = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ListLogger<UpstreamConnections> _log = new();
    private readonly UpstreamConnections _all;
    private bool _onItsWay, _hasSaidMore;
    private int _acknowledged;
    private long _received = 1;

    public PooledConnectionTests() =>
        _all = new UpstreamConnections(new LiveConfiguration(new BridgeOptions()), new ConnectionMetrics(new BridgeMeter(_services.GetRequiredService<IMeterFactory>())), TimeProvider.System, _log);

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task No_request_is_written_behind_what_came_between_the_look_and_the_writing()
    {
        var wire = new Wire();
        await using var connection = Opened(wire);
        await AskAsync(connection, wire);
        var ahead = connection.ReadAsync(new byte[64]);
        wire.Comes(Answer);
        await ahead;

        var lost = await Assert.ThrowsAsync<ConnectionLostException>(async () => await connection.WriteAsync(Question));

        lost.Unsent.Should().BeTrue();
        wire.Written.Should().Be(1);
        _log.Entries.Should().ContainSingle().Which.Message.Should().Contain("upstream.example:80");
    }

    [Fact]
    public async Task What_comes_while_a_request_is_on_its_way_is_not_taken_for_its_answer()
    {
        var wire = new Wire();
        await using var connection = Opened(wire);
        await AskAsync(connection, wire);
        var ahead = connection.ReadAsync(new byte[256]).AsTask();
        byte[] more = [.. Answer, .. Answer];
        wire.Writing = () =>
        {
            wire.Comes(more);
            return ahead;
        };

        await Assert.ThrowsAsync<ConnectionLostException>(async () => await connection.WriteAsync(Question));
    }

    [Fact]
    public async Task One_that_lies_idle_is_closed_at_once_and_one_that_is_asked_behind_its_answer()
    {
        var (idle, asked, elsewhere, bad) = (new Wire(), new Wire(), new Wire(), new Wire());
        await using var first = Opened(idle);
        await using var second = Opened(asked);
        await using var third = Opened(elsewhere, "other.example:80");
        await using var fourth = Opened(bad);
        foreach (var (connection, wire) in new[] { (first, idle), (second, asked), (third, elsewhere), (fourth, bad) })
            await AskAsync(connection, wire);
        await second.WriteAsync(Question);

        bad.Comes(Answer);
        (await fourth.ReadAsync(new byte[64])).Should().Be(Answer.Length);

        idle.IsClosed.Should().BeTrue();
        asked.IsClosed.Should().BeFalse();
        elsewhere.IsClosed.Should().BeFalse();
        (await Assert.ThrowsAsync<ConnectionLostException>(async () => await first.WriteAsync(Question))).Unsent.Should().BeTrue();

        asked.Comes(Answer[..^1]);
        (await second.ReadAsync(new byte[64])).Should().Be(Answer.Length - 1);
        asked.IsClosed.Should().BeFalse();
        asked.Comes(Answer[^1..]);
        (await second.ReadAsync(new byte[64])).Should().Be(1);
        asked.IsClosed.Should().BeTrue();
        (await Assert.ThrowsAsync<ConnectionLostException>(async () => await second.WriteAsync(Question))).Unsent.Should().BeTrue();
    }

    [Fact]
    public async Task What_was_said_before_the_question_had_come_over_is_no_answer_to_it()
    {
        var (wire, idle) = (new Wire(), new Wire());
        await using var connection = Opened(wire);
        await using var another = Opened(idle);
        await AskAsync(another, idle);
        await AskAsync(connection, wire);
        var ahead = connection.ReadAsync(new byte[64]).AsTask();
        await connection.WriteAsync(Question);
        _onItsWay = true;
        wire.Comes(Answer);

        (await Assert.ThrowsAsync<ConnectionLostException>(() => ahead)).Unsent.Should().BeFalse("it may have come over since");

        wire.IsClosed.Should().BeTrue();
        idle.IsClosed.Should().BeTrue();
        _log.Entries.Should().ContainSingle();
    }

    [Fact]
    public async Task No_request_is_written_behind_what_nobody_has_read_yet()
    {
        var wire = new Wire();
        await using var connection = Opened(wire);
        _hasSaidMore = true;
        await AskAsync(connection, wire);
        _acknowledged.Should().Be(1);

        (await Assert.ThrowsAsync<ConnectionLostException>(async () => await connection.WriteAsync(Question))).Unsent.Should().BeTrue();

        wire.Written.Should().Be(1);
        _log.Entries.Should().ContainSingle();
    }

    [Fact]
    public async Task Nor_is_an_error_an_answer_to_a_question_without_a_body_that_had_not_come_over()
    {
        var wire = new Wire();
        await using var connection = Opened(wire);
        await AskAsync(connection, wire);
        await connection.WriteAsync(Question);
        _onItsWay = true;
        wire.Comes("HTTP/1.1 429 Too Many\r\nContent-Length: 0\r\n\r\n"u8.ToArray());

        await Assert.ThrowsAsync<ConnectionLostException>(async () => _ = await connection.ReadAsync(new byte[256]));
        _log.Entries.Should().ContainSingle().Which.Message.Should().Contain("nobody had asked for");
    }

    [Theory]
    [InlineData("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n", false, true)]
    [InlineData("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n", true, false)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", true, false)]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n", false, false)]
    public async Task What_comes_before_all_of_a_body_is_written(string answer, bool isLost, bool isTheLast)
    {
        var wire = new Wire();
        await using var connection = Opened(wire);
        await AskAsync(connection, wire);
        var ahead = connection.ReadAsync(new byte[256]).AsTask();
        await connection.WriteAsync(Encoding.ASCII.GetBytes("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab"));
        _received = 40;
        wire.Comes(Encoding.ASCII.GetBytes(answer));

        if (isLost)
        {
            (await Assert.ThrowsAsync<ConnectionLostException>(() => ahead)).Unsent.Should().BeTrue();
            return;
        }

        (await ahead).Should().Be(answer.Length);
        await connection.WriteAsync("cde"u8.ToArray());
        wire.Written.Should().Be(3);
        if (isTheLast)
            (await Assert.ThrowsAsync<ConnectionLostException>(async () => await connection.WriteAsync(Question))).Unsent.Should().BeTrue();
    }

    [Fact]
    public async Task An_answer_to_a_question_of_which_a_part_had_come_over_is_asked_for_again_and_accuses_nobody()
    {
        var (wire, idle) = (new Wire(), new Wire());
        await using var connection = Opened(wire, "upstream.example:8080");
        await using var another = Opened(idle, "upstream.example:8080");
        await AskAsync(another, idle);
        await AskAsync(connection, wire);
        var ahead = connection.ReadAsync(new byte[256]).AsTask();
        await connection.WriteAsync(Encoding.ASCII.GetBytes("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab"));
        (_onItsWay, _received) = (true, 40);
        wire.Comes(Answer);

        var lost = await Assert.ThrowsAsync<ConnectionLostException>(() => ahead);

        (lost.Unsent, lost.Mistrusted).Should().Be((true, true));
        (wire.IsClosed, idle.IsClosed).Should().Be((true, true));
        _log.Entries.Should().ContainSingle().Which.Message.Should().Contain("before it has received all").And.Contain("upstream.example:8080");
        var (fresh, elsewhere) = (new Wire(), new Wire());
        await using var next = Opened(fresh, "upstream.example:8080");
        await using var other = Opened(elsewhere, "other.example:8080");
        await AskAsync(next, fresh);
        await AskAsync(other, elsewhere);
        (fresh.IsClosed, elsewhere.IsClosed).Should().Be((true, false), "each request there has a connection of its own");
    }

    [Fact]
    public async Task An_error_that_comes_before_a_byte_of_the_question_has_come_over_is_none_to_it()
    {
        var wire = new Wire();
        await using var connection = Opened(wire);
        await AskAsync(connection, wire);
        var ahead = connection.ReadAsync(new byte[256]).AsTask();
        await connection.WriteAsync(Encoding.ASCII.GetBytes("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab"));
        _onItsWay = true;
        wire.Comes("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"u8.ToArray());

        await Assert.ThrowsAsync<ConnectionLostException>(() => ahead);

        _log.Entries.Should().ContainSingle().Which.Message.Should().Contain("nobody had asked for");
    }

    [Fact]
    public async Task An_early_error_that_is_read_whole_while_the_body_is_written_is_given_and_the_writing_goes_to_its_end()
    {
        var wire = new Wire();
        await using var connection = Opened(wire);
        await AskAsync(connection, wire);
        var ahead = connection.ReadAsync(new byte[256]).AsTask();
        wire.Writing = async () =>
        {
            (_onItsWay, _received) = (true, 40);
            wire.Comes("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
            await ahead;
            wire.IsClosed.Should().BeFalse("it is written to");
        };

        await connection.WriteAsync(Encoding.ASCII.GetBytes("POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nab"));

        (await ahead).Should().BePositive();
        wire.IsClosed.Should().BeTrue("nothing else is to come");
        _log.Entries.Should().BeEmpty("nobody sent what was not asked for");
    }

    [Fact]
    public async Task What_TLS_says_for_itself_accuses_nobody()
    {
        var wire = new Wire();
        await using var connection = Opened(wire, isSecured: true);
        _hasSaidMore = true;
        await AskAsync(connection, wire);

        (await Assert.ThrowsAsync<ConnectionLostException>(async () => await connection.WriteAsync(Question))).Unsent.Should().BeTrue();

        _log.Entries.Should().BeEmpty();
    }

    [Fact]
    public async Task No_request_is_written_behind_an_answer_whose_end_could_not_be_followed()
    {
        var wire = new Wire();
        await using var connection = Opened(wire);
        await connection.WriteAsync(Question);
        var answer = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length:{new string(' ', 150)}2\r\n\r\n{{}}");
        wire.Comes(answer);
        (await connection.ReadAsync(new byte[512])).Should().Be(answer.Length);

        (await Assert.ThrowsAsync<ConnectionLostException>(async () => await connection.WriteAsync(Question))).Unsent.Should().BeTrue();

        wire.Written.Should().Be(1);
        _log.Entries.Should().BeEmpty();
    }

    [Fact]
    public async Task What_is_written_behind_a_switch_of_protocols_is_no_request()
    {
        var wire = new Wire();
        await using var connection = Opened(wire);
        await connection.WriteAsync(Question);
        wire.Comes("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"u8.ToArray());
        (await connection.ReadAsync(new byte[256])).Should().BePositive();

        await connection.WriteAsync("\u0001\u0002"u8.ToArray());

        wire.Written.Should().Be(2);
    }

    [Fact]
    public async Task A_new_connection_may_be_answered_early()
    {
        var wire = new Wire();
        await using var connection = Opened(wire);
        _onItsWay = true;

        await AskAsync(connection, wire);

        wire.IsClosed.Should().BeFalse();
    }

    [Fact]
    public void One_that_nobody_closed_is_forgotten_with_the_pool_it_lay_in()
    {
        for (var i = 0; i < 10; i++)
            Drop();
        _all.Count.Should().Be(10);

        GC.Collect();
        GC.WaitForPendingFinalizers();

        // The stack may still hold the last one.
        _all.Count.Should().BeLessThanOrEqualTo(1);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Drop() => _ = Opened(new Wire());

    private PooledConnection Opened(Wire wire, string host = "upstream.example:80", bool isSecured = false)
    {
        var connection = new PooledConnection(wire, http2: false, _all, new OtherSide(() => _hasSaidMore, () => new Receipt(_onItsWay, _received), () => _acknowledged++, isSecured));
        _all.Opened(connection, host);
        return connection;
    }

    private static async Task AskAsync(PooledConnection connection, Wire wire)
    {
        await connection.WriteAsync(Question);
        wire.Comes(Answer);
        (await connection.ReadAsync(new byte[64])).Should().Be(Answer.Length);
    }

    /// <summary>Gives one read what a test says, when it says it.</summary>
    private sealed class Wire : MemoryStream
    {
        private TaskCompletionSource<byte[]> _next = new();

        public int Written { get; private set; }

        public bool IsClosed { get; private set; }

        public Func<Task> Writing { get; set; } = () => Task.CompletedTask;

        public void Comes(byte[] bytes) => _next.SetResult(bytes);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var bytes = await _next.Task.ConfigureAwait(false);
            _next = new();
            bytes.CopyTo(buffer);
            return bytes.Length;
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Written++;
            await Writing();
        }

        protected override void Dispose(bool disposing)
        {
            IsClosed = true;
            base.Dispose(disposing);
        }
    }
}
