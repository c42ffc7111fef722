package hub

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/replica"
)

// download hands out the events of the sender's office behind a cursor. With
// wait it holds the answer back until there is news, so that every window
// learns at once what another one did.
func (h *Hub) download(r request) (answer, error) {
	query := r.URL.Query()
	place, ok := placeOf(query.Get("after"))
	if !ok {
		return answer{}, fail(http.StatusBadRequest, "cursor")
	}
	limit := between(query.Get("limit"), 1, replica.MaxPage, replica.MaxPage)
	wait := between(query.Get("wait"), 0, int(replica.MaxWait/time.Second), 0)
	epoch, err := h.inStep(r)
	if err != nil {
		return answer{}, err
	}
	found, err := h.await(r.Context(), epoch, r.from.Office, place, limit, time.Duration(wait)*time.Second)
	if err != nil {
		return answer{}, err
	}
	if epoch, err = h.inStep(r); err != nil {
		return answer{}, err // an epoch began meanwhile
	}
	h.newest.Store(found.Last)
	if place > found.Last {
		return answer{}, h.ahead(r.from, "place", place)
	}
	days, err := h.inForce(h.Log)
	if err != nil {
		return answer{}, err
	}
	list, _, err := h.listed(h.Log)
	if err != nil {
		return answer{}, err
	}
	people, err := h.roster(h.Log, r.from.Office)
	if err != nil {
		return answer{}, err
	}
	page := replica.Page{
		Events: found.Events, Next: query.Get("after"), More: found.More, Time: h.Now(),
		Calendar: days.version, Keys: list.Serial, Roster: people.Serial, Epoch: epoch,
	}
	if n := len(found.Events); n > 0 {
		page.Next = cursor(found.Events[n-1].Order)
	}
	if behind, err := strconv.ParseUint(query.Get("refused"), 10, 64); err == nil && !page.More {
		if err := h.tell(&page, r.from.ID, behind); err != nil {
			return answer{}, err
		}
	}
	return answer{status: http.StatusOK, body: page}, nil
}

// refusalsAPage is how many refused events go onto a page at most.
const refusalsAPage = 100

// tell adds what the sender needs to know again after its folder was restored:
// which of its events were refused. Without them its chain would go on in the
// wrong place, and nobody would look at them any more.
func (h *Hub) tell(page *replica.Page, installation string, behind uint64) error {
	found, err := h.Log.Refused(installation, behind, refusalsAPage)
	if err != nil {
		return err
	}
	size := 0
	for _, r := range found {
		e, err := casefile.Parse(r.Raw)
		if err != nil {
			return fmt.Errorf("%w: a refused event of %s: %w", ErrDamaged, installation, err)
		}
		if e.Installation != installation {
			page.Told = true
			break
		}
		if size += len(r.Raw); len(page.Refused) > 0 && size > replica.MaxPageBytes {
			break
		}
		page.Refused = append(page.Refused, replica.Refusal{Seq: e.Seq, Reason: r.Reason, Event: r.Raw})
	}
	page.Told = page.Told || len(page.Refused) == len(found) && len(found) < refusalsAPage
	page.More = !page.Told
	return nil
}

// await looks into the log until it finds something, another epoch begins or the
// time is over.
func (h *Hub) await(ctx context.Context, epoch uint64, office string, place uint64, limit int, wait time.Duration) (Stretch, error) {
	over := time.NewTimer(wait)
	defer over.Stop()
	for {
		arrived := h.news.next(office)
		found, err := h.Log.After(office, place, limit, replica.MaxPageBytes)
		if err != nil || len(found.Events) > 0 || place > found.Last || wait == 0 || h.news.over() {
			return found, err
		}
		if all, err := h.epochs(); err != nil || all.now().Serial != epoch {
			return found, err
		}
		again := time.NewTimer(newsNowAndThen)
		select {
		case <-arrived:
		case <-again.C:
		case <-over.C:
			wait = 0
		case <-ctx.Done():
			wait = 0
		}
		again.Stop()
	}
}

// cursor is a place in the log as installations see it.
func cursor(place uint64) string {
	return base64.RawURLEncoding.EncodeToString(binary.AppendUvarint([]byte{1}, place))
}

// placeOf reads a cursor; the empty one is the beginning.
func placeOf(cursor string) (uint64, bool) {
	if cursor == "" {
		return 0, true
	}
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(raw) < 2 || raw[0] != 1 {
		return 0, false
	}
	place, n := binary.Uvarint(raw[1:])
	return place, n == len(raw)-1
}

// between reads a number and keeps it within its limits.
func between(s string, low, high, otherwise int) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return otherwise
	}
	return min(max(n, low), high)
}
