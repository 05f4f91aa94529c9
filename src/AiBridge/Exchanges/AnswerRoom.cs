using AiBridge.Projects;

namespace AiBridge.Exchanges;

/// <summary>
/// Room in the memory that all requests share for what one answer is made from: taken before that is read, and held until the answer is written, which
/// is when the request's services go. To be asked for by services of a request only.
/// </summary>
internal sealed class AnswerRoom(BufferBudget budget, LargeAnswers large) : IDisposable
{
    private string _caller = "";
    private long _wanted;
    private long _taken;
    private bool _isLarge;

    /// <summary>Room for so many bytes more. Small answers cost what a connection costs, and are not counted; one for which there is less memory than it takes is made alone.</summary>
    /// <exception cref="RefusedException">503: there is none in a moment, or the token has large answers enough.</exception>
    public async ValueTask TakeAsync(Caller caller, long bytes, CancellationToken cancellation)
    {
        _wanted += bytes;
        var missing = _wanted - BufferBudget.FreeBytes - _taken;
        if (missing <= 0)
            return;
        missing = Math.Min((missing + BufferBudget.FreeBytes - 1) / BufferBudget.FreeBytes * BufferBudget.FreeBytes, budget.MostFor(BufferUse.LargeBody) - _taken);
        _caller = caller.Token.Id;
        var use = _taken + missing <= BufferBudget.LargestSmall ? BufferUse.SmallBody : BufferUse.LargeBody;
        if (use == BufferUse.LargeBody && !_isLarge)
            _isLarge = await large.TryEnterAsync(_caller, cancellation) ? true : throw RefusedException.Overloaded;
        if (missing > 0 && !await budget.TakeAsync(_caller, missing, use, cancellation))
            throw RefusedException.Overloaded;
        _taken += Math.Max(0, missing);
    }

    public void Dispose()
    {
        if (_taken > 0)
            budget.Return(_caller, _taken);
        if (_isLarge)
            large.Leave(_caller);
        (_taken, _isLarge) = (0, false);
    }
}
